<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Advice</name>
    <message>
        <source>Use {shape}</source>
        <translation>改用 {shape}</translation>
    </message>
    <message>
        <source>Larger frame and {size}</source>
        <translation>放大取景框并改为 {size}</translation>
    </message>
    <message>
        <source>Make the video {size}</source>
        <translation>视频改为 {size}</translation>
    </message>
    <message>
        <source>Make the frame larger</source>
        <translation>放大取景框</translation>
    </message>
    <message>
        <source>Move the frame there</source>
        <translation>把取景框移过去</translation>
    </message>
    <message>
        <source>{percent} % of what draws the eye lies outside the frame.</source>
        <translation>吸引目光的内容有 {percent}% 在取景框之外。</translation>
    </message>
    <message>
        <source>Move the frame over it.</source>
        <translation>把取景框移到它上面。</translation>
    </message>
    <message>
        <source>Subject off centre</source>
        <translation>主体偏离画面</translation>
    </message>
    <message>
        <source>The video shows only {percent} % of the picture.</source>
        <translation>视频只显示图片的 {percent}%。</translation>
    </message>
    <message>
        <source>Make the frame larger, or choose a shape nearer to the picture&apos;s.</source>
        <translation>放大取景框，或选择更接近图片的画幅。</translation>
    </message>
    <message>
        <source>Mostly cut off</source>
        <translation>大部分被裁掉</translation>
    </message>
    <message>
        <source>The picture is enlarged {times} times and looks soft.</source>
        <translation>图片被放大 {times} 倍，会显得模糊。</translation>
    </message>
    <message>
        <source>Take a larger picture, a larger frame or a smaller video.</source>
        <translation>请换更大的图片、放大取景框或缩小视频尺寸。</translation>
    </message>
    <message>
        <source>Picture too small</source>
        <translation>图片太小</translation>
    </message>
    <message>
        <source>{percent} % of the picture is transparent: the background shows there.</source>
        <translation>图片有 {percent}% 是透明的：那里会露出背景。</translation>
    </message>
    <message>
        <source>Take a picture with a ground of its own if that is not meant.</source>
        <translation>如非有意，请换一张自带背景的图片。</translation>
    </message>
    <message>
        <source>See-through parts</source>
        <translation>有透明部分</translation>
    </message>
    <message>
        <source>Writing covers {percent} % of the picture; it moves with the camera.</source>
        <translation>文字占图片的 {percent}%，会随镜头移动。</translation>
    </message>
    <message>
        <source>Take a picture without words, or low motion, so that they can be read.</source>
        <translation>请换一张没有文字的图片，或把动态强度设为“弱”，以便看清文字。</translation>
    </message>
    <message>
        <source>Much writing</source>
        <translation>文字较多</translation>
    </message>
    <message>
        <source>Little contrast</source>
        <translation>对比度低</translation>
    </message>
    <message>
        <source>Its light and dark parts hardly differ: pulses of light will be faint.</source>
        <translation>明暗相差很小：光的脉动会不明显。</translation>
    </message>
    <message>
        <source>Take a picture with brighter lights or deeper shadows.</source>
        <translation>请换一张亮部更亮或暗部更深的图片。</translation>
    </message>
</context>
<context>
    <name>AdvicePopup</name>
    <message>
        <source>Do not say this again</source>
        <translation>不再提示</translation>
    </message>
    <message>
        <source>Not about this picture</source>
        <translation>对这张图片不再提示</translation>
    </message>
</context>
<context>
    <name>AdviceRow</name>
    <message>
        <source>Advice: {name}</source>
        <translation>建议：{name}</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>More advice</source>
        <translation>更多建议</translation>
    </message>
    <message>
        <source>More advice: {names}</source>
        <translation>更多建议：{names}</translation>
    </message>
</context>
<context>
    <name>AvoidField</name>
    <message>
        <source>e.g. zoom, film grain, flash</source>
        <translation>例如：缩放、胶片颗粒、闪光</translation>
    </message>
    <message>
        <source>What to avoid</source>
        <translation>要避免的内容</translation>
    </message>
    <message>
        <source>What camera and light should not do, in English or Chinese</source>
        <translation>镜头和光线不要做什么，中英文均可</translation>
    </message>
</context>
<context>
    <name>BatchDialog</name>
    <message>
        <source>Series of videos</source>
        <translation>批量视频</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Song</source>
        <translation>歌曲</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Videos to be added</source>
        <translation>将要添加的视频</translation>
    </message>
    <message>
        <source>Pictures…</source>
        <translation>图片…</translation>
    </message>
    <message>
        <source>Choose the pictures, in their order by name</source>
        <translation>选择图片，按名称排序</translation>
    </message>
    <message>
        <source>Songs…</source>
        <translation>歌曲…</translation>
    </message>
    <message>
        <source>Choose the songs, in their order by name</source>
        <translation>选择歌曲，按名称排序</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Take all pictures and songs of a folder</source>
        <translation>使用一个文件夹中的全部图片和歌曲</translation>
    </message>
    <message>
        <source>Table…</source>
        <translation>表格…</translation>
    </message>
    <message>
        <source>Read a CSV table: picture, song, start, duration</source>
        <translation>读取 CSV 表格：picture, song, start, duration</translation>
    </message>
    <message>
        <source>Each picture goes with the song at the same place; a single song goes with all pictures.</source>
        <translation>图片与歌曲按顺序一一配对；只有一首歌曲时与所有图片配对。</translation>
    </message>
    <message>
        <source>Choose pictures and songs.</source>
        <translation>请选择图片和歌曲。</translation>
    </message>
    <message>
        <source>{pictures} pictures and {songs} songs: choose as many songs as pictures, or a single one.</source>
        <translation>{pictures} 张图片和 {songs} 首歌曲：请选择相同数量，或只选一首歌曲。</translation>
    </message>
    <message>
        <source>Add {count} to the queue</source>
        <translation>将 {count} 个加入队列</translation>
    </message>
    <message>
        <source>{name} (not found)</source>
        <translation>{name}（未找到）</translation>
    </message>
    <message>
        <source>liveliest part</source>
        <translation>最热烈的部分</translation>
    </message>
    <message>
        <source>{start}, {seconds} s</source>
        <translation>{start}，{seconds} 秒</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Songs</source>
        <translation>歌曲</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
</context>
<context>
    <name>BeatActions</name>
    <message>
        <source>&amp;Tap the tempo</source>
        <translation>敲击测速(&amp;T)</translation>
    </message>
    <message>
        <source>Tap</source>
        <translation>敲击</translation>
    </message>
    <message>
        <source>Tap along with the song, beginning on the 1; four taps or more set the beats (also key T)</source>
        <translation>跟着歌曲敲击，从第一拍开始；敲四下以上即可设定节拍（也可按 T 键）</translation>
    </message>
    <message>
        <source>&amp;Mark a beat at the playhead</source>
        <translation>在播放头处添加节拍(&amp;M)</translation>
    </message>
    <message>
        <source>Beat &amp;here</source>
        <translation>节拍对齐到此(&amp;H)</translation>
    </message>
    <message>
        <source>Beat here</source>
        <translation>对齐到此</translation>
    </message>
    <message>
        <source>Move all beats so that the nearest one falls on the playhead</source>
        <translation>整体移动节拍，使最近的一拍落在播放头上</translation>
    </message>
    <message>
        <source>The beat at the playhead is &amp;1</source>
        <translation>播放头处的节拍为小节第 &amp;1 拍</translation>
    </message>
    <message>
        <source>This is 1</source>
        <translation>这是第 1 拍</translation>
    </message>
    <message>
        <source>Count the bars from the beat at the playhead</source>
        <translation>从播放头处的节拍开始数小节</translation>
    </message>
    <message>
        <source>Hal&amp;f tempo</source>
        <translation>速度减半(&amp;F)</translation>
    </message>
    <message>
        <source>Half as many beats</source>
        <translation>节拍数减半</translation>
    </message>
    <message>
        <source>&amp;Double tempo</source>
        <translation>速度加倍(&amp;D)</translation>
    </message>
    <message>
        <source>Twice as many beats</source>
        <translation>节拍数加倍</translation>
    </message>
    <message>
        <source>T&amp;wo thirds of the tempo</source>
        <translation>速度变为三分之二(&amp;W)</translation>
    </message>
    <message>
        <source>Two beats in the place of three</source>
        <translation>三拍变为两拍</translation>
    </message>
    <message>
        <source>Th&amp;ree halves of the tempo</source>
        <translation>速度变为二分之三(&amp;R)</translation>
    </message>
    <message>
        <source>Three beats in the place of two</source>
        <translation>两拍变为三拍</translation>
    </message>
    <message>
        <source>&amp;Shift by half a beat</source>
        <translation>后移半拍(&amp;S)</translation>
    </message>
    <message>
        <source>Move every beat half way to the next</source>
        <translation>每一拍向下一拍移动一半</translation>
    </message>
    <message>
        <source>Qua&amp;ntise: even spacing</source>
        <translation>量化：间距均匀(&amp;N)</translation>
    </message>
    <message>
        <source>Quantise</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Bring the selected beats, or all, to one steady tempo</source>
        <translation>使选中的（或全部）节拍速度均匀</translation>
    </message>
    <message>
        <source>Find beats again in the se&amp;lection</source>
        <translation>在选区内重新查找节拍(&amp;L)</translation>
    </message>
    <message>
        <source>Find here</source>
        <translation>查找选区</translation>
    </message>
    <message>
        <source>Find the beats anew in the selection only; draw one in the beat lane</source>
        <translation>仅在选区内重新查找节拍；在节拍轨上拖动即可选择</translation>
    </message>
    <message>
        <source>Find all beats a&amp;gain</source>
        <translation>重新查找全部节拍(&amp;G)</translation>
    </message>
    <message>
        <source>Loc&amp;k beats</source>
        <translation>锁定节拍(&amp;K)</translation>
    </message>
    <message>
        <source>Select &amp;all beats</source>
        <translation>选择全部节拍(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Beat list</source>
        <translation>节拍列表(&amp;B)</translation>
    </message>
    <message>
        <source>Find all</source>
        <translation>全部查找</translation>
    </message>
    <message>
        <source>Find the beats of the whole song anew</source>
        <translation>重新查找整首歌的节拍</translation>
    </message>
    <message>
        <source>&amp;Clear beats</source>
        <translation>清除节拍(&amp;C)</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Remove the selected beats, or all</source>
        <translation>清除选中的（或全部）节拍</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <source>Keep the beats from being changed</source>
        <translation>防止节拍被改动</translation>
    </message>
    <message>
        <source>Select n&amp;o beats</source>
        <translation>取消选择(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Import beats…</source>
        <translation>导入节拍(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Export beats…</source>
        <translation>导出节拍(&amp;E)…</translation>
    </message>
    <message>
        <source>List</source>
        <translation>列表</translation>
    </message>
    <message>
        <source>Show the beats as a list that can be edited</source>
        <translation>以可编辑的列表显示节拍</translation>
    </message>
</context>
<context>
    <name>BeatBar</name>
    <message>
        <source>Beats</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>Time signature</source>
        <translation>拍号</translation>
    </message>
    <message>
        <source>Time signature: beats in a bar</source>
        <translation>拍号：每小节的拍数</translation>
    </message>
</context>
<context>
    <name>BeatCommands</name>
    <message>
        <source>There is no beat at the playhead: move it onto the beat that is the 1.</source>
        <extracomment>How far from the playhead a beat may be that &quot;the beat at the playhead&quot; means. Slow taps are further apart than other quick edits.</extracomment>
        <translation>播放头处没有节拍：请将播放头移到作为第 1 拍的节拍上。</translation>
    </message>
    <message>
        <source>Tap the beat, beginning on the 1: {left} more.</source>
        <translation>请跟着节拍敲击，从第一拍开始：还需 {left} 下。</translation>
    </message>
    <message>
        <source>Tapped: {bpm} BPM.</source>
        <translation>敲击测得：{bpm} BPM。</translation>
    </message>
    <message>
        <source>The beats are locked. Unlock them to change them.</source>
        <translation>节拍已锁定。解锁后才能修改。</translation>
    </message>
</context>
<context>
    <name>BeatFileCommands</name>
    <message>
        <source>Beats saved as {name}.</source>
        <translation>节拍已保存为 {name}。</translation>
    </message>
    <message>
        <source>Beats</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Import beats</source>
        <translation>导入节拍</translation>
    </message>
    <message>
        <source>Audacity labels</source>
        <translation>Audacity 标签</translation>
    </message>
    <message>
        <source>Sonic Visualiser</source>
        <translation>Sonic Visualiser</translation>
    </message>
    <message>
        <source>MIDI tempo map</source>
        <translation>MIDI 速度图</translation>
    </message>
    <message>
        <source>Spreadsheet</source>
        <translation>电子表格</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>完整数据</translation>
    </message>
    <message>
        <source>Export beats</source>
        <translation>导出节拍</translation>
    </message>
    <message>
        <source>The file holds no beats inside this song; nothing was changed.</source>
        <translation>文件中没有位于这首歌之内的节拍；未作任何更改。</translation>
    </message>
    <message>
        <source>{count} beats after the song&apos;s end were left out.</source>
        <translation>已略去歌曲结束之后的 {count} 个节拍。</translation>
    </message>
</context>
<context>
    <name>BeatTable</name>
    <message>
        <source>Table of beats</source>
        <translation>节拍表</translation>
    </message>
    <message>
        <source>Arrow keys walk, Enter goes to the beat, F2 edits, Space switches the downbeat, Delete removes.</source>
        <translation>方向键移动，Enter 跳到该拍，F2 编辑，空格键切换首拍，Delete 删除。</translation>
    </message>
    <message>
        <source>No beats yet</source>
        <translation>还没有节拍</translation>
    </message>
</context>
<context>
    <name>BeatTableModel</name>
    <message>
        <source>The beats are locked: unlock them to change them.</source>
        <extracomment>Where a strong beat and a beat of medium strength begin, for words. More separate changes than this are one reset.</extracomment>
        <translation>节拍已锁定：解锁后才能修改。</translation>
    </message>
    <message>
        <source>“{text}” is no time. Write minutes and seconds, 0:14.250, or seconds, 14.25.</source>
        <translation>“{text}”不是时间。请输入分和秒（0:14.250）或秒数（14.25）。</translation>
    </message>
    <message>
        <source>A beat stays between its neighbours: write a time from {earliest} to {latest}.</source>
        <translation>节拍须位于前后两拍之间：请输入 {earliest} 到 {latest} 之间的时间。</translation>
    </message>
    <message>
        <source>A beat stays after the one before it: write a time from {earliest} on.</source>
        <translation>节拍须在前一拍之后：请输入不早于 {earliest} 的时间。</translation>
    </message>
    <message>
        <source>“{text}” is no strength. Write a number from 0 to 1, such as 0.85.</source>
        <translation>“{text}”不是力度。请输入 0 到 1 之间的数，例如 0.85。</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>When the beat sounds: minutes, seconds and thousandths. F2 edits it.</source>
        <translation>节拍响起的时间：分、秒、毫秒。按 F2 编辑。</translation>
    </message>
    <message>
        <source>Bar.Beat</source>
        <translation>小节.拍</translation>
    </message>
    <message>
        <source>Bar and beat of the bar; bar 0 is the pick-up. Enter goes there.</source>
        <translation>第几小节第几拍；第 0 小节为弱起。按 Enter 跳到该处。</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>力度</translation>
    </message>
    <message>
        <source>How strong the video moves on this beat, 0.00 to 1.00. F2 edits it.</source>
        <translation>视频在这一拍上的动感强弱，0.00 到 1.00。按 F2 编辑。</translation>
    </message>
    <message>
        <source>Downbeat</source>
        <translation>首拍</translation>
    </message>
    <message>
        <source>Whether a bar begins with this beat. Space switches it.</source>
        <translation>小节是否从这一拍开始。按空格键切换。</translation>
    </message>
    <message>
        <source>{beat}, strength {strength}</source>
        <translation>{beat}，力度 {strength}</translation>
    </message>
    <message>
        <source>{beat}, downbeat</source>
        <translation>{beat}，首拍</translation>
    </message>
    <message>
        <source>{beat}, no downbeat</source>
        <translation>{beat}，非首拍</translation>
    </message>
    <message>
        <source>{beat} at {time}, {strength}, downbeat</source>
        <translation>{beat}，{time}，{strength}，首拍</translation>
    </message>
    <message>
        <source>{beat} at {time}, {strength}</source>
        <translation>{beat}，{time}，{strength}</translation>
    </message>
    <message>
        <source>Beat {beat}</source>
        <translation>第 {beat} 拍</translation>
    </message>
    <message>
        <source>Beat {beat} of bar {bar}</source>
        <translation>第 {bar} 小节第 {beat} 拍</translation>
    </message>
    <message>
        <source>Beat {beat} of the pick-up</source>
        <translation>弱起第 {beat} 拍</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>强</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>weak</source>
        <translation>弱</translation>
    </message>
</context>
<context>
    <name>BundleCommands</name>
    <message>
        <source>Projects with their files</source>
        <translation>带有文件的项目</translation>
    </message>
    <message>
        <source>Save a copy with its files</source>
        <translation>连同文件保存副本</translation>
    </message>
    <message>
        <source>Saved a copy with its files as {name}.</source>
        <translation>已连同文件保存副本：{name}。</translation>
    </message>
</context>
<context>
    <name>CanvasView</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Click or Ctrl+O: choose a picture · Ctrl+V: paste one</source>
        <translation>单击或按 Ctrl+O：选择图片 · Ctrl+V：粘贴图片</translation>
    </message>
    <message>
        <source>Drag the frame, or its corners: choose the part that the video shows
Ctrl+wheel: look closer · Alt+click: set the focus point · Double-click: another picture</source>
        <translation>拖动取景框或其四角：选择视频显示的部分
Ctrl+滚轮：放大查看 · Alt+单击：设置焦点 · 双击：换一张图片</translation>
    </message>
    <message>
        <source>light is near</source>
        <translation>亮处为近</translation>
    </message>
    <message>
        <source>The video shows {width} % of the width and {height} % of the height, from {left} % and {top} %.</source>
        <translation>视频显示宽度的 {width}%、高度的 {height}%，自左 {left}%、自上 {top}% 处起。</translation>
    </message>
    <message>
        <source>Focus point at {x} % from the left and {y} % from the top.</source>
        <translation>焦点位于自左 {x}%、自上 {y}% 处。</translation>
    </message>
    <message>
        <source>Arrow keys move the frame (with Shift: finely), + and - resize it, Home shows the whole picture; Alt with arrow keys moves the focus point, Delete removes it.</source>
        <translation>方向键移动取景框（加 Shift 微调），+ 和 - 改变大小，Home 显示整张图片；Alt+方向键移动焦点，Delete 移除焦点。</translation>
    </message>
</context>
<context>
    <name>CardQuestion</name>
    <message>
        <source>Paused. May other programs have the graphics card until the video goes on?</source>
        <translation>已暂停。视频继续之前，要把显卡让给其他程序吗？</translation>
    </message>
    <message>
        <source>Keep the card</source>
        <translation>保留显卡</translation>
    </message>
    <message>
        <source>Free the card</source>
        <translation>释放显卡</translation>
    </message>
    <message>
        <source>The graphics card is free when this step is done. Continue loads the model again.</source>
        <translation>当前步骤完成后显卡即被释放。继续时会重新载入模型。</translation>
    </message>
</context>
<context>
    <name>ClipBar</name>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>cut inside a bar</source>
        <translation>剪在小节中间</translation>
    </message>
    <message>
        <source>The clip begins or ends inside a bar: drag its edges onto bar lines, or take a suggested part.</source>
        <translation>片段在小节中间开始或结束：请将边缘拖到小节线上，或采用推荐的部分。</translation>
    </message>
    <message>
        <source>Fade in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <source>Fade out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>0.5 s of silence first</source>
        <translation>开头静音 0.5 秒</translation>
    </message>
    <message>
        <source>Begin the video half a second before the music; some platforms cut the start</source>
        <translation>视频比音乐早半秒开始；有些平台会截掉开头</translation>
    </message>
    <message>
        <source>out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>0.5 s silence</source>
        <translation>静音 0.5 秒</translation>
    </message>
    <message>
        <source>{bars} whole bars</source>
        <translation>{bars} 个整小节</translation>
    </message>
    <message>
        <source>Whole bars of about 8 s, so that the video can be repeated without a break</source>
        <translation>约 8 秒的整小节，视频可无缝循环</translation>
    </message>
    <message>
        <source>Chorus</source>
        <translation>副歌</translation>
    </message>
    <message>
        <source>The first part that comes again, louder than the rest</source>
        <translation>第一个会重复出现、比其余部分更响的段落</translation>
    </message>
    <message>
        <source>Most energetic</source>
        <translation>最热烈</translation>
    </message>
    <message>
        <source>The loudest, busiest part of the song</source>
        <translation>歌曲中最响、最热烈的部分</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>{name}: how long the sound takes at the clip&apos;s edge</source>
        <translation>{name}：片段边缘声音渐变的时长</translation>
    </message>
</context>
<context>
    <name>DiffusionOptions</name>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Skip steps that change little</source>
        <translation>跳过变化很小的步骤</translation>
    </message>
    <message>
        <source>Up to twice as fast; fine details may differ. A Draft of four steps needs all of them.</source>
        <translation>最快可达两倍速度，细节可能略有不同。四步的草稿不会跳过任何步骤。</translation>
    </message>
    <message>
        <source>Keep the colours steady</source>
        <translation>保持色彩稳定</translation>
    </message>
    <message>
        <source>Videos of more than 5 seconds are made in parts: later parts keep the colours of the first</source>
        <translation>超过 5 秒的视频分段生成：后面各段保持第一段的色彩</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>To try things out: 4 steps and a tenth of the time of Standard, where the models folder has
the LoRA for it; else 12 steps and somewhat over half of it</source>
        <translation>用于试效果：模型文件夹中有相应的 LoRA 时为 4 步，用时约为“标准”的十分之一；
否则为 12 步，用时略多于“标准”的一半</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>20 steps: what most videos need</source>
        <translation>20 步：适合大多数视频</translation>
    </message>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>40 steps: the finest details, twice the time of Standard</source>
        <translation>40 步：细节最精细，用时是“标准”的两倍</translation>
    </message>
</context>
<context>
    <name>DoneNotice</name>
    <message>
        <source>The video is ready.</source>
        <translation>视频已完成。</translation>
    </message>
    <message>
        <source>{count} videos are ready.</source>
        <translation>{count} 个视频已完成。</translation>
    </message>
    <message>
        <source>{count} could not be made.</source>
        <translation>{count} 个未能生成。</translation>
    </message>
</context>
<context>
    <name>DownloadChip</name>
    <message>
        <source>Show the models (Ctrl+Shift+M)</source>
        <translation>打开模型窗口（Ctrl+Shift+M）</translation>
    </message>
</context>
<context>
    <name>DropDesk</name>
    <message>
        <source>Drop to open the project</source>
        <translation>松开以打开项目</translation>
    </message>
    <message>
        <source>Drop to replace the song</source>
        <translation>松开以替换歌曲</translation>
    </message>
    <message>
        <source>Drop to use this song</source>
        <translation>松开以使用这首歌曲</translation>
    </message>
    <message>
        <source>“{name}” is neither a picture nor a song</source>
        <translation>“{name}”既不是图片也不是歌曲</translation>
    </message>
    <message>
        <source>Only the address of a picture: this program stays offline</source>
        <translation>只有图片的网址：本程序保持离线</translation>
    </message>
    <message>
        <source>Drop to replace the picture</source>
        <translation>松开以替换图片</translation>
    </message>
    <message>
        <source>Drop to use this picture</source>
        <translation>松开以使用这张图片</translation>
    </message>
    <message>
        <source>Its cover becomes the picture</source>
        <translation>它的封面将成为图片</translation>
    </message>
</context>
<context>
    <name>DropZone</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
</context>
<context>
    <name>EditName</name>
    <message>
        <source>change of picture</source>
        <translation>更换图片</translation>
    </message>
    <message>
        <source>change of song</source>
        <translation>更换歌曲</translation>
    </message>
    <message>
        <source>another file</source>
        <translation>换用另一个文件</translation>
    </message>
    <message>
        <source>change of look</source>
        <translation>更改设置</translation>
    </message>
    <message>
        <source>another part of the picture</source>
        <translation>图片的另一部分</translation>
    </message>
    <message>
        <source>focus point</source>
        <translation>焦点</translation>
    </message>
    <message>
        <source>no focus point</source>
        <translation>移除焦点</translation>
    </message>
    <message>
        <source>another shape</source>
        <translation>更改画幅</translation>
    </message>
    <message>
        <source>smaller video</source>
        <translation>缩小视频</translation>
    </message>
    <message>
        <source>larger frame</source>
        <translation>放大取景框</translation>
    </message>
    <message>
        <source>frame moved to the subject</source>
        <translation>取景框移到主体</translation>
    </message>
    <message>
        <source>another clip</source>
        <translation>更换片段</translation>
    </message>
    <message>
        <source>length of the clip</source>
        <translation>片段长度</translation>
    </message>
    <message>
        <source>fades of the clip</source>
        <translation>片段淡入淡出</translation>
    </message>
    <message>
        <source>add a beat</source>
        <translation>添加节拍</translation>
    </message>
    <message>
        <source>remove beats</source>
        <translation>删除节拍</translation>
    </message>
    <message>
        <source>move beats</source>
        <translation>移动节拍</translation>
    </message>
    <message>
        <source>nudge beats</source>
        <translation>微移节拍</translation>
    </message>
    <message>
        <source>change a beat&apos;s strength</source>
        <translation>修改节拍力度</translation>
    </message>
    <message>
        <source>change a bar line</source>
        <translation>修改小节线</translation>
    </message>
    <message>
        <source>even out beats</source>
        <translation>量化节拍</translation>
    </message>
    <message>
        <source>clear beats</source>
        <translation>清除节拍</translation>
    </message>
    <message>
        <source>double the tempo</source>
        <translation>速度加倍</translation>
    </message>
    <message>
        <source>halve the tempo</source>
        <translation>速度减半</translation>
    </message>
    <message>
        <source>two thirds of the tempo</source>
        <translation>速度变为三分之二</translation>
    </message>
    <message>
        <source>three halves of the tempo</source>
        <translation>速度变为二分之三</translation>
    </message>
    <message>
        <source>shift by half a beat</source>
        <translation>后移半拍</translation>
    </message>
    <message>
        <source>beat here</source>
        <translation>节拍对齐到此</translation>
    </message>
    <message>
        <source>this is 1</source>
        <translation>设为第 1 拍</translation>
    </message>
    <message>
        <source>time signature</source>
        <translation>修改拍号</translation>
    </message>
    <message>
        <source>steady tempo</source>
        <translation>均匀速度</translation>
    </message>
    <message>
        <source>tap the tempo</source>
        <translation>敲击测速</translation>
    </message>
    <message>
        <source>lock beats</source>
        <translation>锁定节拍</translation>
    </message>
    <message>
        <source>unlock</source>
        <translation>解锁</translation>
    </message>
    <message>
        <source>find all beats</source>
        <translation>查找全部节拍</translation>
    </message>
    <message>
        <source>find beats in the selection</source>
        <translation>在选区内查找节拍</translation>
    </message>
    <message>
        <source>the other tempo</source>
        <translation>采用另一种速度</translation>
    </message>
    <message>
        <source>import beats</source>
        <translation>导入节拍</translation>
    </message>
</context>
<context>
    <name>EnginePopup</name>
    <message>
        <source>How well the engines suit this computer</source>
        <translation>各引擎是否适合这台电脑</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>Download models, and see what suits this computer (Ctrl+Shift+M)</source>
        <translation>下载模型，看看哪些适合这台电脑（Ctrl+Shift+M）</translation>
    </message>
    <message>
        <source>Open the models folder</source>
        <translation>打开模型文件夹</translation>
    </message>
    <message>
        <source>Put the files of the model there; they are found when you come back</source>
        <translation>请把模型文件放进去；回到本窗口时会自动找到它们</translation>
    </message>
</context>
<context>
    <name>EngineRow</name>
    <message>
        <source>What makes the pictures</source>
        <translation>由什么生成画面</translation>
    </message>
    <message>
        <source>Motion (fast)</source>
        <translation>动态（快速）</translation>
    </message>
    <message>
        <source>This computer is being looked at …</source>
        <translation>正在检查这台电脑…</translation>
    </message>
    <message>
        <source>The models folder is being looked into …</source>
        <translation>正在查看模型文件夹…</translation>
    </message>
    <message>
        <source>Its model is not complete. Missing in the models folder: {parts}.</source>
        <translation>它的模型不完整。模型文件夹中缺少：{parts}。</translation>
    </message>
    <message>
        <source>{engine} (get the model…)</source>
        <translation>{engine}（获取模型…）</translation>
    </message>
    <message>
        <source>Choose it to see the models that can be had.</source>
        <translation>选择它即可查看可获取的模型。</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>适合</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>较慢</translation>
    </message>
    <message>
        <source>Won&apos;t fit</source>
        <translation>不适合</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>缺少模型</translation>
    </message>
    <message>
        <source>Click to compare the engines</source>
        <translation>单击比较各引擎</translation>
    </message>
</context>
<context>
    <name>FileCommands</name>
    <message>
        <source>Only the address of a picture came, and this program stays offline: save the picture first.</source>
        <translation>只收到了图片的网址，而本程序不联网：请先保存图片。</translation>
    </message>
    <message>
        <source>Open picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Open song</source>
        <translation>打开歌曲</translation>
    </message>
    <message>
        <source>Songs</source>
        <translation>歌曲</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>There is no picture on the clipboard.</source>
        <translation>剪贴板中没有图片。</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>保存项目</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>The videos are in {folder}.</source>
        <translation>视频保存在 {folder}。</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>A video has one picture and one song; left out: {names}.</source>
        <translation>一个视频只有一张图片和一首歌曲；未使用：{names}。</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
</context>
<context>
    <name>FrameView</name>
    <message>
        <source>Picture left of the line, video right of it; the arrow keys move it</source>
        <translation>分界线左边是图片，右边是视频；用方向键移动分界线</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
</context>
<context>
    <name>HelpDesk</name>
    <message>
        <source>Details of the error</source>
        <translation>错误详情</translation>
    </message>
    <message>
        <source>What this computer offers. Nothing of it is sent anywhere; copy it where it helps.</source>
        <translation>这台电脑的配置。这些信息不会发送到任何地方；需要时可以复制。</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>本机信息</translation>
    </message>
    <message>
        <source>The log files are in {folder}.</source>
        <translation>日志文件在 {folder}。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Video settings</source>
        <translation>视频设置</translation>
    </message>
    <message>
        <source>Undo list</source>
        <translation>撤销列表</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Tap</source>
        <translation>敲击</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Download</source>
        <extracomment>Where the hub may have recovered, or room may have been made, without anything being chosen here.</extracomment>
        <translation>下载</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Choose Wan2.2-S2V as the engine of this project</source>
        <translation>把 Wan2.2-S2V 设为这个项目的引擎</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>What is there is kept, also when the program ends</source>
        <translation>已下载的部分会保留，退出程序也不会丢</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop, and delete what is unfinished</source>
        <translation>停止下载，并删除未完成的部分</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Read every file and compare it with what was published</source>
        <translation>读取每个文件，与发布的内容比对</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>许可证：{licence}</translation>
    </message>
    <message>
        <source>Progress of {model}</source>
        <translation>{model} 的进度</translation>
    </message>
</context>
<context>
    <name>ModelDownloads</name>
    <message>
        <source>Delete what is downloaded of “{model}”? {size} would have to be downloaded again.</source>
        <translation>要删除“{model}”已下载的部分吗？{size} 之后需要重新下载。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Cancel the download</source>
        <translation>取消下载</translation>
    </message>
    <message>
        <source>As it is, “{model}” will not run on this computer. Download {size} anyway?</source>
        <translation>以目前的配置，“{model}”无法在这台电脑上运行。仍要下载 {size} 吗？</translation>
    </message>
    <message>
        <source>Download anyway</source>
        <translation>仍要下载</translation>
    </message>
    <message>
        <source>Download a model</source>
        <translation>下载模型</translation>
    </message>
</context>
<context>
    <name>ModelImports</name>
    <message>
        <source>Import a folder</source>
        <translation>导入文件夹</translation>
    </message>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>{folder} has {size} of models. Link: takes no room; of a folder on another drive, they are found only while it is there. Copy: takes {size}, and the folder is not needed any more.</source>
        <translation>{folder} 中有 {size} 的模型。链接：不占空间；如果该文件夹在其他磁盘上，则只有它在时才能找到模型。复制：占用 {size}，之后不再需要该文件夹。</translation>
    </message>
    <message>
        <source>What is still missing is said with each model.</source>
        <translation>还缺什么，见各个模型的说明。</translation>
    </message>
    <message>
        <source>Imported: {size} from {folder}.</source>
        <translation>已从 {folder} 导入 {size}。</translation>
    </message>
    <message>
        <source>Imported: {models}</source>
        <translation>已导入：{models}</translation>
    </message>
    <message>
        <source>Imported: {models}.</source>
        <translation>已导入：{models}。</translation>
    </message>
</context>
<context>
    <name>ModelsDesk</name>
    <message>
        <source>The models folder is {folder}.</source>
        <translation>模型文件夹是 {folder}。</translation>
    </message>
    <message>
        <source>Wan2.2-S2V makes the pictures of this project now.</source>
        <translation>现在由 Wan2.2-S2V 生成这个项目的画面。</translation>
    </message>
    <message>
        <source>The model “{model}” is ready.</source>
        <translation>模型“{model}”已就绪。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The models folder is being looked into …</source>
        <translation>正在查看模型文件夹…</translation>
    </message>
    <message>
        <source>Downloads go on when this is closed. Ending the program pauses them; resume them here.</source>
        <translation>关闭此窗口后下载会继续；退出程序会暂停下载，下次可在这里继续。</translation>
    </message>
</context>
<context>
    <name>ModelsErrands</name>
    <message>
        <source>Importing from {subject}</source>
        <translation>正在从 {subject} 导入</translation>
    </message>
    <message>
        <source>Moving the models to {subject}</source>
        <translation>正在把模型移到 {subject}</translation>
    </message>
    <message>
        <source>Deleting {subject}</source>
        <translation>正在删除 {subject}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Delete “{model}”? {size} become free.</source>
        <translation>删除“{model}”？将腾出 {size}。</translation>
    </message>
    <message>
        <source>{size} stay, also used by {models}.</source>
        <translation>{size} 会保留：{models} 也要用到。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>“{file}” stays: the models that are here need it. Delete these first.</source>
        <translation>不会删除“{file}”：这里的模型需要它。请先删除那些模型。</translation>
    </message>
    <message>
        <source>This goes on by itself as soon as that is finished or closed.</source>
        <translation>等它完成或关闭后，这里会自动恢复。</translation>
    </message>
    <message>
        <source>Only links go: the files themselves stay where they are.</source>
        <translation>只删除链接，文件本身留在原处。</translation>
    </message>
    <message>
        <source>Delete a model</source>
        <translation>删除模型</translation>
    </message>
    <message>
        <source>Keep the models in</source>
        <translation>模型存放位置</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Move them</source>
        <translation>移过去</translation>
    </message>
    <message>
        <source>Leave them</source>
        <translation>留在原处</translation>
    </message>
    <message>
        <source>Shall the models that are here ({size}) move to {folder}? Left where they are, they are not found any more.</source>
        <translation>要把这里的模型（{size}）移到 {folder} 吗？留在原处的模型将不再被找到。</translation>
    </message>
    <message>
        <source>The models that are here ({size}) cannot move to {folder} now. Left where they are, they are not found any more.</source>
        <translation>现在无法把这里的模型（{size}）移到 {folder}。留在原处的模型将不再被找到。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Moving the models to {folder} was broken off. Nothing is lost: go on, or take it back?</source>
        <translation>把模型移到 {folder} 的操作曾被中断。没有丢失任何内容：要继续，还是撤销？</translation>
    </message>
</context>
<context>
    <name>ModelsPlace</name>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Keep the models in another folder or on another drive</source>
        <translation>把模型放到别的文件夹或硬盘</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>Use models that are on this computer already, say of ComfyUI</source>
        <translation>使用这台电脑上已有的模型，例如其他程序的</translation>
    </message>
    <message>
        <source>Models are in {folder}</source>
        <translation>模型位于 {folder}</translation>
    </message>
    <message>
        <source>They take {taken}; {free} are free</source>
        <translation>已用 {taken}，剩余 {free}</translation>
    </message>
    <message>
        <source>They take {taken}, besides {linked} in links, which take no room; {free} are free</source>
        <translation>已用 {taken}（另有 {linked} 为链接，不占空间），剩余 {free}</translation>
    </message>
</context>
<context>
    <name>NetworkSettings</name>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Where models come from, proxy and access token</source>
        <translation>模型来源、代理和访问令牌</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>This is no address of a proxy: {proxy}. Enter one like {example}, or leave it empty.</source>
        <translation>这不是有效的代理地址：{proxy}。请输入类似 {example} 的地址，或留空。</translation>
    </message>
    <message>
        <source>Automatic: the first that answers</source>
        <translation>自动：最先响应的</translation>
    </message>
    <message>
        <source>Another address</source>
        <translation>其他地址</translation>
    </message>
    <message>
        <source>A server that answers as Hugging Face does</source>
        <translation>与 Hugging Face 接口相同的服务器</translation>
    </message>
    <message>
        <source>Empty: what the system says</source>
        <translation>留空：跟随系统</translation>
    </message>
    <message>
        <source>There is no address yet. Enter one like {example}.</source>
        <translation>还没有地址。请输入类似 {example} 的地址。</translation>
    </message>
    <message>
        <source>This is no address: {address}. Enter one like {example}.</source>
        <translation>这不是有效的地址：{address}。请输入类似 {example} 的地址。</translation>
    </message>
    <message>
        <source>No token is sent while the source is chosen automatically; these models need none.</source>
        <translation>自动选择来源时不发送令牌；这些模型也不需要令牌。</translation>
    </message>
    <message>
        <source>this address</source>
        <translation>该地址</translation>
    </message>
    <message>
        <source>These models need no token. One is sent to {host} alone and kept in the settings file.</source>
        <translation>这些模型不需要令牌。令牌只会发送给 {host}，并保存在设置文件中。</translation>
    </message>
</context>
<context>
    <name>OverviewStrip</name>
    <message>
        <source>Overview of the song</source>
        <translation>歌曲概览</translation>
    </message>
    <message>
        <source>The whole song. Click: show this part.</source>
        <translation>整首歌曲。单击：显示该部分。</translation>
    </message>
</context>
<context>
    <name>OwnFiles</name>
    <message>
        <source>Your own files</source>
        <translation>自己的文件</translation>
    </message>
    <message>
        <source>Imported; they belong to none of the models in this list. Videos are made with them where no model is ready, or where the one in use lacks such a part.</source>
        <translation>已导入，不属于此列表中的任何模型。没有模型就绪，或所用的模型缺少这一部分时，会用它们生成视频。</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
</context>
<context>
    <name>ParameterPanel</name>
    <message>
        <source>Length in bars</source>
        <extracomment>Room for the ten digits of the largest seed; the spin box itself would ask for more than a small window has. So much of a bar is nobody&apos;s fault: beats are a few milliseconds off, lengths are rounded.</extracomment>
        <translation>小节数</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>Length of the video: 3 to 15 seconds</source>
        <translation>视频长度：3 到 15 秒</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Fast</source>
        <translation>速度快</translation>
    </message>
    <message>
        <source>Sharp</source>
        <translation>更清晰</translation>
    </message>
    <message>
        <source>Wide: YouTube, television</source>
        <translation>横屏：哔哩哔哩、YouTube、电视</translation>
    </message>
    <message>
        <source>Tall: Shorts, Reels, TikTok</source>
        <translation>竖屏：抖音、视频号、TikTok</translation>
    </message>
    <message>
        <source>Square: cover art, feeds</source>
        <translation>方形：专辑封面、信息流</translation>
    </message>
    <message>
        <source>Portrait: feeds</source>
        <translation>竖幅：小红书等信息流</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>画幅</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>{fps} fps</source>
        <translation>{fps} 帧/秒</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>动态</translation>
    </message>
    <message>
        <source>Move with the music</source>
        <translation>画面随音乐而动</translation>
    </message>
    <message>
        <source>Off: only what the prompt asks for moves</source>
        <translation>关闭时：只有提示词要求的内容会动</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>弱</translation>
    </message>
    <message>
        <source>Calm: ballads, ambient</source>
        <translation>平缓：抒情、氛围音乐</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Clear beats without haste</source>
        <translation>节拍清晰，不急促</translation>
    </message>
    <message>
        <source>High</source>
        <translation>强</translation>
    </message>
    <message>
        <source>Strong: club, metal</source>
        <translation>强烈：电子舞曲、金属</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>强度</translation>
    </message>
    <message>
        <source>Avoid…</source>
        <translation>避免…</translation>
    </message>
    <message>
        <source>Say what the video should do without</source>
        <translation>写下视频中不要出现的内容</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>= {count} bars</source>
        <translation>= {count} 小节</translation>
    </message>
    <message>
        <source>about {count} bars</source>
        <translation>约 {count} 小节</translation>
    </message>
    <message>
        <source>How strongly the prompt counts: 0.5 to 1.5</source>
        <translation>提示词的作用强度：0.5 到 1.5</translation>
    </message>
    <message>
        <source>Prompt weight</source>
        <translation>提示词权重</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>The same seed gives the same video again</source>
        <translation>相同的种子会得到相同的视频</translation>
    </message>
    <message>
        <source>Another seed by chance (Ctrl+R)</source>
        <translation>随机换一个种子 (Ctrl+R)</translation>
    </message>
    <message>
        <source>Another seed by chance</source>
        <translation>随机换一个种子</translation>
    </message>
    <message>
        <source>Keep the seed when a preset is applied</source>
        <translation>应用预设时保留种子</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
</context>
<context>
    <name>PhraseButton</name>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Add a phrase to the prompt</source>
        <translation>向提示词添加短语</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>镜头</translation>
    </message>
    <message>
        <source>Lighting</source>
        <translation>光线</translation>
    </message>
    <message>
        <source>Color</source>
        <translation>色彩</translation>
    </message>
    <message>
        <source>slow zoom in</source>
        <translation>缓慢推近</translation>
    </message>
    <message>
        <source>slow zoom out</source>
        <translation>缓慢拉远</translation>
    </message>
    <message>
        <source>slow pan left</source>
        <translation>缓慢左移</translation>
    </message>
    <message>
        <source>slow pan right</source>
        <translation>缓慢右移</translation>
    </message>
    <message>
        <source>tilt up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>tilt down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>parallax</source>
        <translation>视差</translation>
    </message>
    <message>
        <source>gentle drift</source>
        <translation>轻微漂浮</translation>
    </message>
    <message>
        <source>handheld</source>
        <translation>手持</translation>
    </message>
    <message>
        <source>pulse</source>
        <translation>脉动</translation>
    </message>
    <message>
        <source>flowing</source>
        <translation>流动</translation>
    </message>
    <message>
        <source>stable</source>
        <translation>稳定</translation>
    </message>
    <message>
        <source>subtle glow</source>
        <translation>柔光</translation>
    </message>
    <message>
        <source>flash on beat</source>
        <translation>闪光</translation>
    </message>
    <message>
        <source>sparkle</source>
        <translation>星光</translation>
    </message>
    <message>
        <source>bright</source>
        <translation>明亮</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>暗调</translation>
    </message>
    <message>
        <source>vignette</source>
        <translation>暗角</translation>
    </message>
    <message>
        <source>dreamy</source>
        <translation>梦幻</translation>
    </message>
    <message>
        <source>warm color grading</source>
        <translation>暖色调</translation>
    </message>
    <message>
        <source>cool tones</source>
        <translation>冷色调</translation>
    </message>
    <message>
        <source>vivid colors</source>
        <translation>色彩鲜艳</translation>
    </message>
    <message>
        <source>muted colors</source>
        <translation>低饱和</translation>
    </message>
    <message>
        <source>black and white</source>
        <translation>黑白</translation>
    </message>
    <message>
        <source>high contrast</source>
        <translation>高对比</translation>
    </message>
    <message>
        <source>low contrast</source>
        <translation>低对比</translation>
    </message>
    <message>
        <source>film grain</source>
        <translation>胶片颗粒</translation>
    </message>
    <message>
        <source>vintage</source>
        <translation>复古</translation>
    </message>
</context>
<context>
    <name>PicturePanel</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>{size} pixels, of which the video shows {part}</source>
        <translation>{size} 像素，视频显示其中 {part}</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>See the whole picture again (Ctrl+wheel looks closer)</source>
        <translation>重新查看整张图片（Ctrl+滚轮放大查看）</translation>
    </message>
    <message>
        <source>Whole picture</source>
        <translation>整张图片</translation>
    </message>
    <message>
        <source>Show as much of the picture as the shape allows (Home)</source>
        <translation>在所选画幅内尽量多地显示图片 (Home)</translation>
    </message>
    <message>
        <source>Focus point</source>
        <translation>焦点</translation>
    </message>
    <message>
        <source>Click where the camera should look; arrow keys move that point, Delete removes it (Alt+click)</source>
        <translation>单击镜头应看向的位置；方向键移动该点，Delete 移除 (Alt+单击)</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>See what the camera takes for near (light) and far (dark)</source>
        <translation>查看镜头所认为的近处（亮）与远处（暗）</translation>
    </message>
    <message>
        <source>Guides</source>
        <translation>参考线</translation>
    </message>
    <message>
        <source>Thirds, or what TikTok, Reels and others cover of the video</source>
        <translation>三分线，或 TikTok、Reels 等平台在视频上遮挡的区域</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Open picture (Ctrl+O)</source>
        <translation>打开图片 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Choose picture…</source>
        <translation>选择图片…</translation>
    </message>
    <message>
        <source>Set focus here</source>
        <translation>将焦点设在此处</translation>
    </message>
    <message>
        <source>Remove focus</source>
        <translation>移除焦点</translation>
    </message>
    <message>
        <source>Look closer</source>
        <translation>放大查看</translation>
    </message>
</context>
<context>
    <name>PresetCommands</name>
    <message>
        <source>Save preset</source>
        <translation>保存预设</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <source>Rename preset</source>
        <translation>重命名预设</translation>
    </message>
    <message>
        <source>Delete the preset “{name}”?</source>
        <translation>删除预设“{name}”？</translation>
    </message>
    <message>
        <source>Export preset</source>
        <translation>导出预设</translation>
    </message>
    <message>
        <source>Presets</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Import preset</source>
        <translation>导入预设</translation>
    </message>
    <message>
        <source>Calm: slow and warm</source>
        <translation>平静：缓慢而温暖</translation>
    </message>
    <message>
        <source>slow zoom in, warm color grading, vignette</source>
        <translation>缓慢推近，暖色调，暗角</translation>
    </message>
    <message>
        <source>Clear: as the music goes</source>
        <translation>清晰：随音乐而动</translation>
    </message>
    <message>
        <source>Club: strong and vivid</source>
        <translation>夜店：强烈而鲜艳</translation>
    </message>
    <message>
        <source>pulse, vivid colors, glow</source>
        <translation>脉动，色彩鲜艳，辉光</translation>
    </message>
    <message>
        <source>Old film</source>
        <translation>老电影</translation>
    </message>
    <message>
        <source>slow pan right, film grain, vintage, vignette</source>
        <translation>缓慢右移，胶片颗粒，复古，暗角</translation>
    </message>
    <message>
        <source>Night: dark and cool</source>
        <translation>夜晚：昏暗而清冷</translation>
    </message>
    <message>
        <source>slow zoom out, cool tones, dark, glow</source>
        <translation>缓慢拉远，冷色调，暗调，辉光</translation>
    </message>
    <message>
        <source>Dream</source>
        <translation>梦境</translation>
    </message>
    <message>
        <source>gentle drift, dreamy, subtle glow</source>
        <translation>轻微漂浮，梦幻，柔光</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Replace the preset “{name}”?</source>
        <translation>替换预设“{name}”？</translation>
    </message>
</context>
<context>
    <name>PresetRow</name>
    <message>
        <source>Choose a preset</source>
        <translation>选择预设</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Prompt, motion, size and frame rate under one name</source>
        <translation>以一个名称保存提示词、动态、尺寸和帧率</translation>
    </message>
    <message>
        <source>Save, rename, delete, export and import presets</source>
        <translation>保存、重命名、删除、导出和导入预设</translation>
    </message>
    <message>
        <source>Presets: more</source>
        <translation>预设：更多</translation>
    </message>
    <message>
        <source>&amp;Save the present settings…</source>
        <translation>保存当前设置(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>重命名(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>删除(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
</context>
<context>
    <name>PreviewControls</name>
    <message>
        <source>Play the video (Ctrl+Shift+V)</source>
        <translation>播放视频 (Ctrl+Shift+V)</translation>
    </message>
    <message>
        <source>Repeat the video</source>
        <translation>循环播放视频</translation>
    </message>
    <message>
        <source>One frame back (Ctrl+Shift+,)</source>
        <translation>后退一帧 (Ctrl+Shift+,)</translation>
    </message>
    <message>
        <source>One frame on (Ctrl+Shift+.)</source>
        <translation>前进一帧 (Ctrl+Shift+.)</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>视频中的位置</translation>
    </message>
    <message>
        <source>Compare with the picture: drag the line, or move it by the arrow keys</source>
        <translation>与图片对比：拖动分界线，或用方向键移动</translation>
    </message>
    <message>
        <source>Open the folder of the video</source>
        <translation>打开视频所在的文件夹</translation>
    </message>
    <message>
        <source>Full screen (F11, back with Esc)</source>
        <translation>全屏 (F11，按 Esc 返回)</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
</context>
<context>
    <name>PreviewPlayer</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>What the video will look like</source>
        <translation>视频将呈现的样子</translation>
    </message>
    <message>
        <source>Finished video</source>
        <translation>成品视频</translation>
    </message>
    <message>
        <source>The video that was made last</source>
        <translation>最近生成的视频</translation>
    </message>
    <message>
        <source>Play the video (Ctrl+Shift+V)</source>
        <translation>播放视频 (Ctrl+Shift+V)</translation>
    </message>
    <message>
        <source>Preparing the preview…</source>
        <translation>正在准备预览…</translation>
    </message>
    <message>
        <source>Your video appears here.
Press Generate to make it.</source>
        <translation>视频将显示在这里。
按“生成”开始制作。</translation>
    </message>
    <message>
        <source>The video is finished, but this computer lacks what is needed to show it here.</source>
        <translation>视频已完成，但这台电脑缺少在此播放所需的组件。</translation>
    </message>
    <message>
        <source>Pause (Ctrl+P)</source>
        <translation>暂停 (Ctrl+P)</translation>
    </message>
    <message>
        <source>Play the preview with the song (Ctrl+P)</source>
        <translation>随歌曲播放预览 (Ctrl+P)</translation>
    </message>
    <message>
        <source>Pause the video (Ctrl+Shift+V)</source>
        <translation>暂停视频 (Ctrl+Shift+V)</translation>
    </message>
</context>
<context>
    <name>ProjectFiles</name>
    <message>
        <source>Save the changes to the project?</source>
        <translation>要保存对项目的更改吗？</translation>
    </message>
    <message>
        <source>The program ended without saving. Nothing is lost.</source>
        <translation>程序上次未保存就结束了。没有丢失任何内容。</translation>
    </message>
    <message>
        <source>Open what was not saved</source>
        <translation>打开未保存的内容</translation>
    </message>
</context>
<context>
    <name>PromptField</name>
    <message>
        <source>e.g. slow zoom in, warm color grading, film grain</source>
        <translation>例如：缓慢推近，暖色调，胶片颗粒</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>What camera and light should do, in English or Chinese</source>
        <translation>镜头和光线应当怎样变化，中英文均可</translation>
    </message>
</context>
<context>
    <name>PromptHint</name>
    <message>
        <source>Understood: {words}</source>
        <translation>已识别：{words}</translation>
    </message>
    <message>
        <source>Avoided: {words}</source>
        <translation>已避免：{words}</translation>
    </message>
    <message>
        <source>Not understood by this engine: {words}</source>
        <translation>此引擎无法识别：{words}</translation>
    </message>
    <message>
        <source>For the model alone: {words}</source>
        <translation>仅供模型理解：{words}</translation>
    </message>
</context>
<context>
    <name>QAbstractFileIconProvider</name>
    <message>
        <source>Folder</source>
        <comment>All other platforms</comment>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>%1 File</source>
        <comment>%1 is a file name suffix, for example txt</comment>
        <translation>%1 文件</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>位置(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
</context>
<context>
    <name>QueueDesk</name>
    <message>
        <source>{count} videos wait in the queue. Quit without making them?</source>
        <translation>队列中还有 {count} 个视频等待。不生成就退出吗？</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消，没有写入任何文件。</translation>
    </message>
    <message>
        <source>Cancelled. Finished parts are kept: Generate goes on from there.</source>
        <translation>已取消。已完成的部分会保留，再次生成时从那里继续。</translation>
    </message>
    <message>
        <source>Finished in {seconds} s: {name}</source>
        <translation>用时 {seconds} 秒完成：{name}</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>“{name}” is in the window. Generate puts it into the queue again.</source>
        <translation>“{name}”已载入窗口。按“生成”可再次加入队列。</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>Queue of videos</source>
        <translation>视频队列</translation>
    </message>
    <message>
        <source>Sound when all are done</source>
        <translation>全部完成时发出声音</translation>
    </message>
    <message>
        <source>Only where another program is in use by then</source>
        <translation>仅当届时正在使用其他程序</translation>
    </message>
    <message>
        <source>Arrow keys walk, Alt with Up or Down moves, Delete removes, F5 tries again, F2 edits, Enter opens.</source>
        <translation>方向键移动，Alt+上/下调整顺序，Delete 移除，F5 重试，F2 编辑，Enter 打开。</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Make it earlier</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Make it later</source>
        <translation>推后</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take it out of the queue, or cancel it</source>
        <translation>移出队列，或取消它</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Let it wait for its turn again</source>
        <translation>重新排队</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Make the same once more</source>
        <translation>再生成一次相同的视频</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Load it into the window</source>
        <translation>载入到窗口</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Show the folder of the video</source>
        <translation>显示视频所在文件夹</translation>
    </message>
    <message>
        <source>Series…</source>
        <translation>批量…</translation>
    </message>
    <message>
        <source>Add several pictures or songs</source>
        <translation>添加多张图片或多首歌曲</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Take out what is done, failed or cancelled</source>
        <translation>移除已完成、失败或取消的项目</translation>
    </message>
    <message>
        <source>Stop all</source>
        <translation>全部停止</translation>
    </message>
    <message>
        <source>Cancel the running video and all that wait</source>
        <translation>取消正在生成的视频和所有等待的视频</translation>
    </message>
</context>
<context>
    <name>QueueTableModel</name>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>What</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time left</source>
        <translation>剩余时间</translation>
    </message>
    <message>
        <source>{seconds} s · {width} × {height} · {fps} fps</source>
        <translation>{seconds} 秒 · {width} × {height} · {fps} 帧/秒</translation>
    </message>
    <message>
        <source>Failed: {sentence}</source>
        <translation>失败：{sentence}</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Done in {seconds} s</source>
        <translation>已完成，用时 {seconds} 秒</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>正在取消…</translation>
    </message>
    <message>
        <source>Paused at {percent}</source>
        <translation>已暂停 {percent}</translation>
    </message>
    <message>
        <source>Rendering {percent}</source>
        <translation>生成中 {percent}</translation>
    </message>
    <message>
        <source>about {count} s</source>
        <translation>约 {count} 秒</translation>
    </message>
    <message>
        <source>about {count} min</source>
        <translation>约 {count} 分钟</translation>
    </message>
</context>
<context>
    <name>RecentButtons</name>
    <message>
        <source>Open again: {name}</source>
        <translation>再次打开：{name}</translation>
    </message>
</context>
<context>
    <name>ReconnectPage</name>
    <message>
        <source>The models folder is not there</source>
        <translation>找不到模型文件夹</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>After the drive was connected</source>
        <translation>连接硬盘之后</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>Use the usual folder</source>
        <translation>使用默认文件夹</translation>
    </message>
    <message>
        <source>The one on the drive of the system: {folder}</source>
        <translation>系统盘上的文件夹：{folder}</translation>
    </message>
    <message>
        <source>{folder} cannot be found. If it is on another drive, connect it and look again: nothing that is there is downloaded twice. Or keep models in another folder from now on.</source>
        <translation>找不到 {folder}。如果它在别的硬盘上，请接好硬盘再重新查找：已有的内容不会重复下载。也可以从现在起把模型放到别的文件夹。</translation>
    </message>
</context>
<context>
    <name>Relink</name>
    <message>
        <source>Find “{name}”</source>
        <translation>查找“{name}”</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>The picture “{name}” does not exist where it was; everything else of the project is here.</source>
        <translation>图片“{name}”已不在原来的位置；项目的其他内容都在。</translation>
    </message>
    <message>
        <source>The song “{name}” does not exist where it was; everything else of the project is here.</source>
        <translation>歌曲“{name}”已不在原来的位置；项目的其他内容都在。</translation>
    </message>
    <message>
        <source>Find it…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>“{name}” is not the file that the project was made with. Use it in the place of “{missing}”?</source>
        <translation>“{name}”不是制作这个项目时的文件。要用它代替“{missing}”吗？</translation>
    </message>
</context>
<context>
    <name>RenderBar</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel (Ctrl+Shift+C): nothing is written; the next in the queue begins</source>
        <translation>取消 (Ctrl+Shift+C)：不写入任何文件；队列中的下一个开始</translation>
    </message>
    <message>
        <source>Generate {seconds} s · {width} × {height} · {fps} fps</source>
        <translation>生成 {seconds} 秒 · {width} × {height} · {fps} 帧/秒</translation>
    </message>
    <message>
        <source>Re-time {seconds} s</source>
        <translation>重新卡点 {seconds} 秒</translation>
    </message>
    <message>
        <source>Add to queue · {seconds} s · {width} × {height}</source>
        <translation>加入队列 · {seconds} 秒 · {width} × {height}</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约需 {time}</translation>
    </message>
    <message>
        <source>{engine} · nothing leaves this computer</source>
        <translation>{engine} · 一切都在本机完成</translation>
    </message>
    <message>
        <source>Queue ({count})</source>
        <translation>队列（{count}）</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} 个等待中</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} 个失败</translation>
    </message>
    <message>
        <source>Queue of videos</source>
        <translation>视频队列</translation>
    </message>
    <message>
        <source>Show the queue of videos (Ctrl+Shift+G)</source>
        <translation>显示视频队列 (Ctrl+Shift+G)</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Continue (Ctrl+Shift+P)</source>
        <translation>继续 (Ctrl+Shift+P)</translation>
    </message>
    <message>
        <source>Pause (Ctrl+Shift+P)</source>
        <translation>暂停 (Ctrl+Shift+P)</translation>
    </message>
    <message>
        <source>Cancelling …</source>
        <translation>正在取消…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Make the video (Ctrl+Return)</source>
        <translation>制作视频 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Make this video afterwards (Ctrl+Return)</source>
        <translation>排在后面生成此视频 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>The pictures are kept: only the timing and motion are made anew</source>
        <translation>画面已保留：只重做卡点与动态</translation>
    </message>
    <message>
        <source>Begins by itself · press to stop it</source>
        <translation>将自动开始 · 再按可取消</translation>
    </message>
    <message>
        <source>The video begins as soon as everything is there (Ctrl+Return takes it back)</source>
        <translation>一切就绪后视频会立即开始生成 (Ctrl+Return 可撤回)</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Technical details</source>
        <translation>技术详情</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
</context>
<context>
    <name>SafeAreas</name>
    <message>
        <source>No guides</source>
        <extracomment>The platforms move their buttons now and then, and long captions cover more: these are guides, not promises.</extracomment>
        <translation>无参考线</translation>
    </message>
    <message>
        <source>Thirds</source>
        <translation>三分线</translation>
    </message>
    <message>
        <source>Instagram grid</source>
        <translation>Instagram 主页网格</translation>
    </message>
</context>
<context>
    <name>Sample</name>
    <message>
        <source>slow zoom in, warm color grading, subtle glow</source>
        <translation>缓慢推近，暖色调，柔光</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose where videos go</source>
        <translation>选择视频保存位置</translation>
    </message>
    <message>
        <source>Videos go to</source>
        <translation>视频保存到</translation>
    </message>
    <message>
        <source>Show the video while I shape it</source>
        <translation>调整时即时显示视频</translation>
    </message>
    <message>
        <source>Off: the picture stands still until the video is made, and the computer has less to do</source>
        <translation>关闭后，视频生成前画面保持静止，电脑负担更小</translation>
    </message>
    <message>
        <source>Live preview</source>
        <translation>实时预览</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> 毫秒</translation>
    </message>
    <message>
        <source>Bluetooth plays late; it changes only what you see while playing</source>
        <translation>蓝牙播放有延迟；此项只影响播放时看到的画面</translation>
    </message>
    <message>
        <source>Delay of the headphones</source>
        <translation>耳机延迟</translation>
    </message>
    <message>
        <source>Take over the present settings</source>
        <translation>采用当前的视频设置</translation>
    </message>
    <message>
        <source>New projects begin with the video settings of this one</source>
        <translation>新项目将以当前项目的视频设置开始</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>New projects begin with the usual settings again</source>
        <translation>新项目重新以默认设置开始</translation>
    </message>
    <message>
        <source>New projects</source>
        <translation>新项目</translation>
    </message>
    <message>
        <source>At most three flashes a second</source>
        <translation>每秒最多闪烁三次</translation>
    </message>
    <message>
        <source>Faster flashes can cause seizures in people with photosensitive epilepsy (WCAG 2.3.1)</source>
        <translation>更快的闪烁可能引发光敏性癫痫（WCAG 2.3.1）</translation>
    </message>
    <message>
        <source>This project</source>
        <translation>本项目</translation>
    </message>
    <message>
        <source>Choose where models are</source>
        <translation>选择模型所在的位置</translation>
    </message>
    <message>
        <source>Models are in</source>
        <translation>模型位置</translation>
    </message>
    <message>
        <source>Whole model on the card</source>
        <translation>整个模型放在显卡上</translation>
    </message>
    <message>
        <source>Whole model on the card, 8 bits</source>
        <translation>整个模型放在显卡上，8 位</translation>
    </message>
    <message>
        <source>Blocks come through the card</source>
        <translation>模型分块通过显卡</translation>
    </message>
    <message>
        <source>Blocks come through the card, 8 bits</source>
        <translation>模型分块通过显卡，8 位</translation>
    </message>
    <message>
        <source>Blocks come through the card, all in small pieces</source>
        <translation>模型分块通过显卡，全部切成小块</translation>
    </message>
    <message>
        <source>Blocks come through the card, 8 bits, all in small pieces</source>
        <translation>模型分块通过显卡，8 位，全部切成小块</translation>
    </message>
    <message>
        <source>Blocks stay on disk</source>
        <translation>模型分块留在磁盘上</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>How Wan2.2-S2V uses the memory of the graphics card. Automatic measures it before every video.
Further down the list it needs less and takes longer; 8 bits need half, with hardly a difference.</source>
        <translation>Wan2.2-S2V 如何使用显存。“自动”会在每个视频开始前测量显存。
列表越靠下，占用越少、用时越长；8 位只需一半显存，画面几乎没有差别。</translation>
    </message>
    <message>
        <source>Graphics memory</source>
        <translation>显存用法</translation>
    </message>
    <message>
        <source>is being measured …</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Empty the cache</source>
        <translation>清空缓存</translation>
    </message>
    <message>
        <source>Everything in it is made again when it is needed</source>
        <translation>其中的内容会在需要时重新生成</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>at most </source>
        <translation>最多 </translation>
    </message>
    <message>
        <source> GB</source>
        <translation> GB</translation>
    </message>
    <message>
        <source>Pictures are kept here, so that a video with other beats or another motion is made quickly.
What was not used for longest goes first; 0 keeps none.</source>
        <translation>画面会保留在此，更改节拍或动态后可以很快重做视频。
最久未用的先删除；设为 0 则不保留。</translation>
    </message>
    <message>
        <source>Room for the cache</source>
        <translation>缓存上限</translation>
    </message>
</context>
<context>
    <name>ShortcutsSheet</name>
    <message>
        <source>Undo</source>
        <extracomment>Room that a screen must leave for the frame of the sheet.</extracomment>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search, such as “beat” or “Ctrl+”</source>
        <translation>搜索，例如“节拍”或“Ctrl+”</translation>
    </message>
    <message>
        <source>Search the shortcuts</source>
        <translation>搜索快捷键</translation>
    </message>
    <message>
        <source>No shortcut has these words.</source>
        <translation>没有符合的快捷键。</translation>
    </message>
    <message>
        <source>Mouse in the waveform</source>
        <translation>在波形中使用鼠标</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Set the playhead</source>
        <translation>放置播放头</translation>
    </message>
    <message>
        <source>Drag in the ruler</source>
        <translation>在标尺中拖动</translation>
    </message>
    <message>
        <source>Set the clip; snaps to bars and beats (Shift: free)</source>
        <translation>设定片段；吸附到小节和节拍（Shift：不吸附）</translation>
    </message>
    <message>
        <source>Drag inside the clip</source>
        <translation>在片段内拖动</translation>
    </message>
    <message>
        <source>Move the clip</source>
        <translation>移动片段</translation>
    </message>
    <message>
        <source>Drag an edge</source>
        <translation>拖动边缘</translation>
    </message>
    <message>
        <source>Make the clip longer or shorter</source>
        <translation>加长或缩短片段</translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Add a beat</source>
        <translation>添加节拍</translation>
    </message>
    <message>
        <source>Drag a beat</source>
        <translation>拖动节拍</translation>
    </message>
    <message>
        <source>Move the beat</source>
        <translation>移动该节拍</translation>
    </message>
    <message>
        <source>Right-click</source>
        <translation>右键单击</translation>
    </message>
    <message>
        <source>Remove the beat</source>
        <translation>删除该节拍</translation>
    </message>
    <message>
        <source>Ctrl+click</source>
        <translation>Ctrl+单击</translation>
    </message>
    <message>
        <source>Add the beat to the selection</source>
        <translation>将该节拍加入选区</translation>
    </message>
    <message>
        <source>Shift+click</source>
        <translation>Shift+单击</translation>
    </message>
    <message>
        <source>Select up to this beat</source>
        <translation>选到该节拍为止</translation>
    </message>
    <message>
        <source>Drag in the beat lane</source>
        <translation>在节拍轨上拖动</translation>
    </message>
    <message>
        <source>Select the beats of a span</source>
        <translation>选择一段中的节拍</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Scroll</source>
        <translation>滚动</translation>
    </message>
    <message>
        <source>Keys in the waveform</source>
        <translation>在波形中使用按键</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Play or pause the song</source>
        <translation>播放或暂停歌曲</translation>
    </message>
    <message>
        <source>Repeat the clip</source>
        <translation>循环播放片段</translation>
    </message>
    <message>
        <source>Clip begins or ends at the playhead</source>
        <translation>片段从播放头开始或在播放头结束</translation>
    </message>
    <message>
        <source>Tap the beat, four times or more</source>
        <translation>跟着节拍敲击四次或更多</translation>
    </message>
    <message>
        <source>Previous or next beat</source>
        <translation>上一拍或下一拍</translation>
    </message>
    <message>
        <source>Extend the selection by a beat</source>
        <translation>选区扩展一拍</translation>
    </message>
    <message>
        <source>Previous or next bar</source>
        <translation>上一小节或下一小节</translation>
    </message>
    <message>
        <source>Beginning or end of the song</source>
        <translation>歌曲开头或结尾</translation>
    </message>
    <message>
        <source>Move the selected beats by 10 ms (with Shift: 1 ms)</source>
        <translation>将选中的节拍移动 10 毫秒（按住 Shift：1 毫秒）</translation>
    </message>
    <message>
        <source>Select all beats</source>
        <translation>选择全部节拍</translation>
    </message>
    <message>
        <source>Select no beat</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Remove the selected beats</source>
        <translation>删除选中的节拍</translation>
    </message>
    <message>
        <source>In the picture</source>
        <translation>在图片中</translation>
    </message>
    <message>
        <source>Drag the frame</source>
        <translation>拖动取景框</translation>
    </message>
    <message>
        <source>Choose the part that the video shows</source>
        <translation>选择视频显示的部分</translation>
    </message>
    <message>
        <source>Drag a corner</source>
        <translation>拖动四角</translation>
    </message>
    <message>
        <source>Make the frame larger or smaller</source>
        <translation>放大或缩小取景框</translation>
    </message>
    <message>
        <source>Look closer, where the pointer is</source>
        <translation>以指针为中心放大查看</translation>
    </message>
    <message>
        <source>Alt+click</source>
        <translation>Alt+单击</translation>
    </message>
    <message>
        <source>Set the focus point</source>
        <translation>设置焦点</translation>
    </message>
    <message>
        <source>Another picture</source>
        <translation>换一张图片</translation>
    </message>
    <message>
        <source>Move the frame (with Shift: finely)</source>
        <translation>移动取景框（加 Shift 微调）</translation>
    </message>
    <message>
        <source>Make the frame as large as can be</source>
        <translation>取景框放到最大</translation>
    </message>
    <message>
        <source>Move the focus point</source>
        <translation>移动焦点</translation>
    </message>
    <message>
        <source>Remove the focus point</source>
        <translation>移除焦点</translation>
    </message>
    <message>
        <source>Put the focus tool away</source>
        <translation>收起焦点工具</translation>
    </message>
    <message>
        <source>In the video</source>
        <translation>在视频中</translation>
    </message>
    <message>
        <source>Compare: move the line between picture and video</source>
        <translation>对比：移动图片与视频之间的分界线</translation>
    </message>
    <message>
        <source>Full screen: play or pause</source>
        <translation>全屏：播放或暂停</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>退出全屏</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>任何位置</translation>
    </message>
</context>
<context>
    <name>SongPanel</name>
    <message>
        <source>Song</source>
        <translation>歌曲</translation>
    </message>
    <message>
        <source>Drop a song here</source>
        <translation>把歌曲拖到这里</translation>
    </message>
    <message>
        <source>WAV, FLAC, MP3, OGG, M4A, AIFF · or a video with sound · its cover comes along</source>
        <translation>WAV、FLAC、MP3、OGG、M4A、AIFF · 或带声音的视频 · 封面会一起使用</translation>
    </message>
    <message>
        <source>Open song (Ctrl+Shift+O)</source>
        <translation>打开歌曲 (Ctrl+Shift+O)</translation>
    </message>
</context>
<context>
    <name>SongWorkspace</name>
    <message>
        <source>No sound device was found: the playhead moves without sound.</source>
        <translation>未找到声音设备：播放头将无声移动。</translation>
    </message>
    <message>
        <source>No steady beat was found; the video follows the loudness. You can tap the beat instead.</source>
        <translation>未找到稳定的节拍；视频将跟随响度变化。您也可以敲击节拍。</translation>
    </message>
    <message>
        <source>The beats found are unsure: listen with the click, or tap them yourself.</source>
        <translation>找到的节拍不太确定：请打开节拍器试听，或自己敲击。</translation>
    </message>
    <message>
        <source>No steady beat was found; the beats stay as they were. You can tap them.</source>
        <translation>未找到稳定的节拍；节拍保持原样。您可以敲击节拍。</translation>
    </message>
    <message>
        <source>No steady beat was found in the selection; its beats stay as they were.</source>
        <translation>选区内未找到稳定的节拍；其中的节拍保持原样。</translation>
    </message>
</context>
<context>
    <name>SoundSettingsButton</name>
    <message>
        <source>Sound: volume of song and click, delay of the headphones</source>
        <translation>声音：歌曲与节拍器音量、耳机延迟</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> 毫秒</translation>
    </message>
    <message>
        <source>Delay of the headphones</source>
        <translation>耳机延迟</translation>
    </message>
    <message>
        <source>Volume of the song</source>
        <translation>歌曲音量</translation>
    </message>
    <message>
        <source>Volume of the click</source>
        <translation>节拍器音量</translation>
    </message>
    <message>
        <source>Bluetooth plays late: raise this until the playhead meets the clicks that you hear.
It changes only what you see while playing, never the video.</source>
        <translation>蓝牙耳机播放有延迟：请调高此值，直到播放头与听到的节拍声一致。
它只影响播放时的显示，不影响视频。</translation>
    </message>
</context>
<context>
    <name>StartCard</name>
    <message>
        <source>A picture and a song become a video</source>
        <translation>一张图片加一首歌，变成一段视频</translation>
    </message>
    <message>
        <source>Drop both anywhere in this window, then press Generate.</source>
        <translation>把两者拖到窗口任意位置，然后按“生成”。</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>试用示例</translation>
    </message>
    <message>
        <source>Opens a picture and a song that are ready: Generate is the next click</source>
        <translation>打开准备好的图片和歌曲：下一步按“生成”即可</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
    <message>
        <source>Opening the sample…</source>
        <translation>正在打开示例…</translation>
    </message>
</context>
<context>
    <name>StartDesk</name>
    <message>
        <source>Drop a picture here</source>
        <translation>把图片拖到这里</translation>
    </message>
    <message>
        <source>JPG, PNG, WebP, BMP, TIFF · or paste one (Ctrl+V)</source>
        <translation>JPG、PNG、WebP、BMP、TIFF · 也可粘贴 (Ctrl+V)</translation>
    </message>
    <message>
        <source>Open picture (Ctrl+O)</source>
        <translation>打开图片 (Ctrl+O)</translation>
    </message>
    <message>
        <source>Reading “{name}”…</source>
        <translation>正在读取“{name}”…</translation>
    </message>
    <message>
        <source>Choose a picture and a song to begin</source>
        <translation>请先选择一张图片和一首歌曲</translation>
    </message>
    <message>
        <source>Choose a picture to begin: the song is there</source>
        <translation>请再选择一张图片：歌曲已就绪</translation>
    </message>
    <message>
        <source>Choose a song to begin: the picture is there</source>
        <translation>请再选择一首歌曲：图片已就绪</translation>
    </message>
    <message>
        <source>Opening the sample…</source>
        <translation>正在打开示例…</translation>
    </message>
    <message>
        <source>Reading the song…</source>
        <translation>正在读取歌曲…</translation>
    </message>
    <message>
        <source>Reading the picture…</source>
        <translation>正在读取图片…</translation>
    </message>
    <message>
        <source>Finding the beats…</source>
        <translation>正在查找节拍…</translation>
    </message>
    <message>
        <source>Made from another song: {name}</source>
        <translation>用另一首歌曲制作：{name}</translation>
    </message>
    <message>
        <source>Made from another picture: {name}</source>
        <translation>用另一张图片制作：{name}</translation>
    </message>
</context>
<context>
    <name>TakePlayer</name>
    <message>
        <source>Playback is not available on this computer; the video itself is fine.</source>
        <translation>这台电脑无法播放视频；视频文件本身没有问题。</translation>
    </message>
    <message>
        <source>No sound device was found: the video plays without sound here.</source>
        <translation>未找到声音设备：视频在此播放时没有声音。</translation>
    </message>
    <message>
        <source>The video is finished but cannot be played here; open it from the export folder.</source>
        <translation>视频已完成，但无法在此播放；请从导出文件夹打开。</translation>
    </message>
</context>
<context>
    <name>TaskLine</name>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop it; what was there before stays</source>
        <translation>停止；原有内容保持不变</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Play the song (Space)</source>
        <extracomment>From this confidence on the tracker&apos;s beats are called sure, or fairly sure.</extracomment>
        <translation>播放歌曲 (空格键)</translation>
    </message>
    <message>
        <source>Stop and go back (Ctrl+.)</source>
        <translation>停止并返回起点 (Ctrl+.)</translation>
    </message>
    <message>
        <source>Repeat the clip (Ctrl+L)</source>
        <translation>循环播放片段 (Ctrl+L)</translation>
    </message>
    <message>
        <source>Click on every beat, another one on the 1 (Ctrl+J)</source>
        <translation>每拍发出节拍声，第 1 拍声音不同 (Ctrl+J)</translation>
    </message>
    <message>
        <source>Playhead</source>
        <translation>播放头</translation>
    </message>
    <message>
        <source>The song could also be counted at this tempo: click to use it</source>
        <translation>这首歌也可以按此速度计拍：单击即可采用</translation>
    </message>
    <message>
        <source>Pause the song (Space)</source>
        <translation>暂停歌曲 (空格键)</translation>
    </message>
    <message>
        <source>Finding the beats …</source>
        <translation>正在查找节拍…</translation>
    </message>
    <message>
        <source>No beats: follows the loudness</source>
        <translation>没有节拍：跟随响度</translation>
    </message>
    <message>
        <source>Beats: sure</source>
        <translation>节拍：可靠</translation>
    </message>
    <message>
        <source>Beats: fairly sure</source>
        <translation>节拍：较可靠</translation>
    </message>
    <message>
        <source>Beats unsure: please check</source>
        <translation>节拍不确定：请检查</translation>
    </message>
    <message>
        <source>How sure the beats are</source>
        <translation>节拍的可靠程度</translation>
    </message>
    <message>
        <source>Or {bpm} BPM?</source>
        <translation>或 {bpm} BPM？</translation>
    </message>
    <message>
        <source>Beats are locked</source>
        <translation>节拍已锁定</translation>
    </message>
    <message>
        <source>Beats edited by hand</source>
        <translation>节拍经手动编辑</translation>
    </message>
    <message>
        <source>Beats from a file</source>
        <translation>节拍来自文件</translation>
    </message>
    <message>
        <source>Beats unsure</source>
        <translation>节拍不确定</translation>
    </message>
    <message>
        <source>Show more of the song (minus key in the waveform)</source>
        <translation>缩小，显示更多（在波形中按减号键）</translation>
    </message>
    <message>
        <source>Show less of the song (plus key in the waveform)</source>
        <translation>放大，显示更少（在波形中按加号键）</translation>
    </message>
    <message>
        <source>Clip</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>Show the clip (Ctrl+9)</source>
        <translation>显示片段 (Ctrl+9)</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Show the whole song (Ctrl+0)</source>
        <translation>显示整首歌曲 (Ctrl+0)</translation>
    </message>
</context>
<context>
    <name>UndoList</name>
    <message>
        <source>The beginning</source>
        <translation>初始状态</translation>
    </message>
    <message>
        <source>Steps that can be undone</source>
        <translation>可撤销的步骤</translation>
    </message>
    <message>
        <source>The marked step is the present one. Choose another to go there.</source>
        <translation>标出的是当前步骤。选择其他步骤即可回到该处。</translation>
    </message>
</context>
<context>
    <name>WaveformView</name>
    <message>
        <source>Waveform</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>Click: playhead · drag the clip, an edge or the ruler (Shift: no snap) · double-click: add a beat
Drag a beat&apos;s handle: move it · drag in the beat lane: select (Ctrl, Shift: more)
Delete or right-click: remove · Ctrl+wheel: zoom · wheel: scroll · F1: everything</source>
        <translation>单击：移动播放头 · 拖动片段、边缘或标尺：设定片段（Shift：不吸附）· 双击：添加节拍
拖动节拍手柄：移动 · 在节拍轨上拖动：选择（Ctrl、Shift：多选）
Delete 或右键：删除 · Ctrl+滚轮：缩放 · 滚轮：滚动 · F1：全部操作</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>Open &amp;picture…</source>
        <extracomment>Languages by code, each named in itself.</extracomment>
        <translation>打开图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Open &amp;song…</source>
        <translation>打开歌曲(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>打开项目(&amp;O)…</translation>
    </message>
    <message>
        <source>Sa&amp;ve project</source>
        <translation>保存项目(&amp;V)</translation>
    </message>
    <message>
        <source>Save project &amp;as…</source>
        <translation>项目另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Recent projects</source>
        <translation>最近的项目(&amp;R)</translation>
    </message>
    <message>
        <source>Save a &amp;copy with its files…</source>
        <translation>连同文件保存副本(&amp;C)…</translation>
    </message>
    <message>
        <source>Open what was &amp;not saved</source>
        <translation>打开未保存的内容(&amp;N)</translation>
    </message>
    <message>
        <source>Try the sa&amp;mple</source>
        <translation>试用示例(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Export to…</source>
        <translation>导出到(&amp;E)…</translation>
    </message>
    <message>
        <source>Open export &amp;folder</source>
        <translation>打开导出文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Paste picture</source>
        <translation>粘贴图片(&amp;P)</translation>
    </message>
    <message>
        <source>Undo &amp;list</source>
        <translation>撤销列表(&amp;L)</translation>
    </message>
    <message>
        <source>Se&amp;ttings…</source>
        <translation>设置(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>Clip &amp;begins at the playhead</source>
        <translation>片段从播放头开始(&amp;B)</translation>
    </message>
    <message>
        <source>Clip &amp;ends at the playhead</source>
        <translation>片段在播放头结束(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Play or pause the song</source>
        <translation>播放或暂停歌曲(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Stop and go back</source>
        <translation>停止并返回起点(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Repeat the clip</source>
        <translation>循环播放片段(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Click on every beat</source>
        <translation>节拍器(&amp;C)</translation>
    </message>
    <message>
        <source>Play or pause the &amp;video</source>
        <translation>播放或暂停视频(&amp;V)</translation>
    </message>
    <message>
        <source>One frame &amp;back</source>
        <translation>后退一帧(&amp;B)</translation>
    </message>
    <message>
        <source>One frame &amp;on</source>
        <translation>前进一帧(&amp;O)</translation>
    </message>
    <message>
        <source>Preview in &amp;full screen</source>
        <translation>全屏预览(&amp;F)</translation>
    </message>
    <message>
        <source>Show the &amp;clip</source>
        <translation>显示片段(&amp;C)</translation>
    </message>
    <message>
        <source>Show the &amp;whole song</source>
        <translation>显示整首歌曲(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Next area of the window</source>
        <translation>下一区域(&amp;N)</translation>
    </message>
    <message>
        <source>Pre&amp;vious area of the window</source>
        <translation>上一区域(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Generate</source>
        <translation>生成(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Pause or continue generating</source>
        <translation>暂停或继续生成(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Cancel generating</source>
        <translation>取消生成(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Queue of videos</source>
        <translation>视频队列(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Series of videos…</source>
        <translation>批量视频(&amp;S)…</translation>
    </message>
    <message>
        <source>Another see&amp;d by chance</source>
        <translation>随机换一个种子(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>Open &amp;log folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>This &amp;computer…</source>
        <translation>本机信息(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;About S2V Desktop</source>
        <translation>关于 S2V Desktop(&amp;A)</translation>
    </message>
    <message>
        <source>Same as the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Beats</source>
        <translation>节拍(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Play</source>
        <translation>播放(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>WindowKeeper</name>
    <message>
        <source>Language and theme change as soon as no video is being made any more.</source>
        <extracomment>While a dialog is open, before it is looked again whether it is gone.</extracomment>
        <translation>语言和主题会在视频生成完毕后立即切换。</translation>
    </message>
</context>
<context>
    <name>_SaveDialog</name>
    <message>
        <source>“{name}” exists already. Do you want to replace it?</source>
        <extracomment>For each kind of file, named in the user&apos;s words, how names of its files may end; the usual end comes first.</extracomment>
        <translation>“{name}”已存在。要替换它吗？</translation>
    </message>
</context>
<context>
    <name>_TempoField</name>
    <message>
        <source>– BPM</source>
        <translation>– BPM</translation>
    </message>
    <message>
        <source>Tempo in beats a minute</source>
        <translation>速度（每分钟拍数）</translation>
    </message>
    <message>
        <source>Tempo: a new one puts a steady beat over the whole song</source>
        <translation>速度：输入新值会在整首歌上铺设均匀的节拍</translation>
    </message>
</context>
<context>
    <name>amounts</name>
    <message>
        <source>{size} kB</source>
        <translation>{size} KB</translation>
    </message>
    <message>
        <source>{size} MB</source>
        <translation>{size} MB</translation>
    </message>
    <message>
        <source>{size} GB</source>
        <translation>{size} GB</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/秒</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} 小时</translation>
    </message>
</context>
<context>
    <name>dialogs</name>
    <message>
        <source>One picture and a piece of a song become a short video that moves with the music. Everything happens on this computer; nothing is sent anywhere.</source>
        <translation>一张图片加一段歌曲，变成随音乐而动的短视频。一切都在本机完成，不会向任何地方发送数据。</translation>
    </message>
    <message>
        <source>Licence: Apache 2.0</source>
        <translation>许可证：Apache 2.0</translation>
    </message>
    <message>
        <source>About S2V Desktop</source>
        <translation>关于 S2V Desktop</translation>
    </message>
</context>
<context>
    <name>engines</name>
    <message>
        <source>Motion engine</source>
        <translation>动态引擎</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>The file “{detail}” does not exist.</source>
        <translation>文件“{detail}”不存在。</translation>
    </message>
    <message>
        <source>Check the name, or choose the file again.</source>
        <translation>请检查文件名，或重新选择文件。</translation>
    </message>
    <message>
        <source>The file “{detail}” is empty.</source>
        <translation>文件“{detail}”是空的。</translation>
    </message>
    <message>
        <source>Choose another copy of it.</source>
        <translation>请选择它的另一份副本。</translation>
    </message>
    <message>
        <source>The file “{detail}” cannot be opened.</source>
        <translation>无法打开文件“{detail}”。</translation>
    </message>
    <message>
        <source>Check that it is a file and that you may read it.</source>
        <translation>请确认它是文件，并且您有权读取。</translation>
    </message>
    <message>
        <source>The file “{detail}” has changed since it was opened.</source>
        <translation>文件“{detail}”在打开之后已被更改。</translation>
    </message>
    <message>
        <source>Open it again, then try once more.</source>
        <translation>请重新打开它，然后再试一次。</translation>
    </message>
    <message>
        <source>“{detail}” is not a picture, a song or a project that can be opened.</source>
        <translation>“{detail}”不是可以打开的图片、歌曲或项目。</translation>
    </message>
    <message>
        <source>Use a JPG, PNG, WebP, BMP or TIFF picture and a WAV, FLAC, MP3, OGG, M4A or AIFF song.</source>
        <translation>请使用 JPG、PNG、WebP、BMP 或 TIFF 图片，以及 WAV、FLAC、MP3、OGG、M4A 或 AIFF 歌曲。</translation>
    </message>
    <message>
        <source>“{detail}” is not a picture that can be read, or it is damaged.</source>
        <translation>“{detail}”不是可读取的图片，或者已损坏。</translation>
    </message>
    <message>
        <source>Use a JPG, PNG, WebP, BMP or TIFF picture.</source>
        <translation>请使用 JPG、PNG、WebP、BMP 或 TIFF 图片。</translation>
    </message>
    <message>
        <source>The picture “{detail}” is too large.</source>
        <translation>图片“{detail}”太大。</translation>
    </message>
    <message>
        <source>Save it with at most {hint} and try again.</source>
        <translation>请将其缩小到不超过 {hint}，再试一次。</translation>
    </message>
    <message>
        <source>The picture “{detail}” is too small or too narrow.</source>
        <translation>图片“{detail}”太小或太窄。</translation>
    </message>
    <message>
        <source>Use one with at least {hint} on each side.</source>
        <translation>请使用每边至少 {hint}的图片。</translation>
    </message>
    <message>
        <source>“{detail}” is not a sound file that can be read, or it is damaged.</source>
        <translation>“{detail}”不是可读取的音频文件，或者已损坏。</translation>
    </message>
    <message>
        <source>Use a WAV, FLAC, MP3, OGG, M4A or AIFF file.</source>
        <translation>请使用 WAV、FLAC、MP3、OGG、M4A 或 AIFF 文件。</translation>
    </message>
    <message>
        <source>The song “{detail}” contains no sound.</source>
        <translation>歌曲“{detail}”中没有声音。</translation>
    </message>
    <message>
        <source>The song “{detail}” contains values that are not numbers.</source>
        <translation>歌曲“{detail}”中含有无效的数值。</translation>
    </message>
    <message>
        <source>Export it again from your music program.</source>
        <translation>请从音乐软件中重新导出。</translation>
    </message>
    <message>
        <source>The song “{detail}” is too long.</source>
        <translation>歌曲“{detail}”太长。</translation>
    </message>
    <message>
        <source>Cut it to at most {hint} and try again.</source>
        <translation>请将其剪短到不超过 {hint}，再试一次。</translation>
    </message>
    <message>
        <source>The clip ({detail}) does not fit inside the song.</source>
        <translation>片段（{detail}）超出了歌曲范围。</translation>
    </message>
    <message>
        <source>The song is {hint} long; choose an earlier start or a shorter clip.</source>
        <translation>歌曲长度为 {hint}；请选择更早的起点或更短的片段。</translation>
    </message>
    <message>
        <source>The value of {detail} cannot be used.</source>
        <translation>无法使用 {detail} 的值。</translation>
    </message>
    <message>
        <source>Allowed: {hint}.</source>
        <translation>允许的范围：{hint}。</translation>
    </message>
    <message>
        <source>“{detail}” is not a beats file that can be read.</source>
        <translation>“{detail}”不是可读取的节拍文件。</translation>
    </message>
    <message>
        <source>Use beats saved by S2V Desktop, an Audacity label track, a CSV from Sonic Visualiser or a MIDI file.</source>
        <translation>请使用 S2V Desktop 保存的节拍、Audacity 标签轨、Sonic Visualiser 的 CSV 或 MIDI 文件。</translation>
    </message>
    <message>
        <source>The table “{detail}” cannot be read: line {hint} is not as expected.</source>
        <translation>无法读取表格“{detail}”：第 {hint} 行不符合要求。</translation>
    </message>
    <message>
        <source>Use a CSV file in UTF-8 whose first line is “picture,song” or “picture,song,start,duration”.</source>
        <translation>请使用 UTF-8 编码的 CSV 文件，首行为 “picture,song” 或 “picture,song,start,duration”。</translation>
    </message>
    <message>
        <source>“{detail}” is not a project that can be read, or it is damaged.</source>
        <translation>“{detail}”不是可读取的项目，或者已损坏。</translation>
    </message>
    <message>
        <source>Open another copy of it.</source>
        <translation>请打开它的另一份副本。</translation>
    </message>
    <message>
        <source>The project “{detail}” was made by a newer version of S2V Desktop.</source>
        <translation>项目“{detail}”由更新版本的 S2V Desktop 创建。</translation>
    </message>
    <message>
        <source>Update S2V Desktop to open it.</source>
        <translation>请更新 S2V Desktop 后再打开。</translation>
    </message>
    <message>
        <source>“{detail}” is not a copy of a project that can be opened safely, or it is damaged.</source>
        <translation>“{detail}”不是可以安全打开的项目副本，或者已经损坏。</translation>
    </message>
    <message>
        <source>Ask for another copy, made by “Save a copy with its files”.</source>
        <translation>请换一份用“连同文件保存副本”制作的副本。</translation>
    </message>
    <message>
        <source>“{detail}” is not a preset that can be read, or it is damaged.</source>
        <translation>“{detail}”不是可读取的预设，或已损坏。</translation>
    </message>
    <message>
        <source>Have it exported again; if it comes from a newer version, update S2V Desktop.</source>
        <translation>请让对方重新导出；如果它来自更新的版本，请更新 S2V Desktop。</translation>
    </message>
    <message>
        <source>Choose a folder that exists and that you may write to.</source>
        <translation>请选择一个存在且您有权写入的文件夹。</translation>
    </message>
    <message>
        <source>“{detail}” cannot be written.</source>
        <translation>无法写入“{detail}”。</translation>
    </message>
    <message>
        <source>The folder “{detail}” does not exist.</source>
        <translation>文件夹“{detail}”不存在。</translation>
    </message>
    <message>
        <source>Check its name, or choose another folder.</source>
        <translation>请检查名称，或选择其他文件夹。</translation>
    </message>
    <message>
        <source>“{detail}” is no folder.</source>
        <translation>“{detail}”不是文件夹。</translation>
    </message>
    <message>
        <source>Choose the folder that holds it, or another one.</source>
        <translation>请选择它所在的文件夹，或其他文件夹。</translation>
    </message>
    <message>
        <source>This would overwrite “{detail}”, from which it is made.</source>
        <translation>这会覆盖“{detail}”，而它正是制作所用的文件。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>The name “{detail}” does not end in .mp4.</source>
        <translation>名称“{detail}”不以 .mp4 结尾。</translation>
    </message>
    <message>
        <source>Give the video a name that ends in .mp4.</source>
        <translation>请为视频取一个以 .mp4 结尾的名称。</translation>
    </message>
    <message>
        <source>There is no space left for “{detail}”.</source>
        <translation>磁盘空间不足，无法写入“{detail}”。</translation>
    </message>
    <message>
        <source>Free some space or choose another folder, then try again.</source>
        <translation>请释放一些空间或选择其他文件夹，然后重试。</translation>
    </message>
    <message>
        <source>The video encoder (ffmpeg) cannot be started.</source>
        <translation>无法启动视频编码器 (ffmpeg)。</translation>
    </message>
    <message>
        <source>Install S2V Desktop again.</source>
        <translation>请重新安装 S2V Desktop。</translation>
    </message>
    <message>
        <source>The video could not be encoded ({detail}).</source>
        <translation>无法编码视频（{detail}）。</translation>
    </message>
    <message>
        <source>Try again; if it fails again, report it with the log.</source>
        <translation>请重试；如果再次失败，请附上日志报告问题。</translation>
    </message>
    <message>
        <source>There is no engine named “{detail}”.</source>
        <translation>没有名为“{detail}”的引擎。</translation>
    </message>
    <message>
        <source>Choose one of: {hint}.</source>
        <translation>请从以下选项中选择：{hint}。</translation>
    </message>
    <message>
        <source>The render process stopped unexpectedly.</source>
        <translation>渲染进程意外停止。</translation>
    </message>
    <message>
        <source>Nothing of yours is lost: press Generate to try again.</source>
        <translation>您的内容没有丢失：按“生成”重试。</translation>
    </message>
    <message>
        <source>The preview stopped unexpectedly.</source>
        <translation>预览意外停止。</translation>
    </message>
    <message>
        <source>Generate works all the same; the next change starts the preview again.</source>
        <translation>仍可正常生成；下一次修改会重新启动预览。</translation>
    </message>
    <message>
        <source>A part of the model is missing: {detail}.</source>
        <translation>缺少模型的一部分：{detail}。</translation>
    </message>
    <message>
        <source>Download the model again, or put the file into “{hint}”.</source>
        <translation>请重新下载模型，或把该文件放入“{hint}”。</translation>
    </message>
    <message>
        <source>The model file “{detail}” is damaged or incomplete.</source>
        <translation>模型文件“{detail}”已损坏或不完整。</translation>
    </message>
    <message>
        <source>Verify and repair its model, or get another copy of the file (found: {hint}).</source>
        <translation>请校验并修复它所属的模型，或另找一份该文件（检测到：{hint}）。</translation>
    </message>
    <message>
        <source>The model file “{detail}” is damaged, incomplete or missing.</source>
        <translation>模型文件“{detail}”已损坏、不完整或缺失。</translation>
    </message>
    <message>
        <source>Repair it with “{hint}”: only what is damaged or missing is downloaded.</source>
        <translation>请用“{hint}”修复：只会下载损坏或缺失的部分。</translation>
    </message>
    <message>
        <source>The model file “{detail}” is of another kind ({hint}).</source>
        <translation>模型文件“{detail}”的类型不符（{hint}）。</translation>
    </message>
    <message>
        <source>Choose a file that belongs to Wan2.2-S2V-14B.</source>
        <translation>请选择属于 Wan2.2-S2V-14B 的文件。</translation>
    </message>
    <message>
        <source>The model file “{detail}” contains program code and was not opened.</source>
        <translation>模型文件“{detail}”包含程序代码，未予打开。</translation>
    </message>
    <message>
        <source>Use a copy of it that ends in .safetensors.</source>
        <translation>请改用它的 .safetensors 版本。</translation>
    </message>
    <message>
        <source>There is no model named “{detail}”.</source>
        <translation>没有名为“{detail}”的模型。</translation>
    </message>
    <message>
        <source>“{detail}” is an addition to other models and makes no videos alone.</source>
        <translation>“{detail}”是其他模型的附加部分，不能单独制作视频。</translation>
    </message>
    <message>
        <source>“{detail}” is a file of your own, of no listed model.</source>
        <translation>“{detail}”是您自己的文件，不属于列表中的任何模型。</translation>
    </message>
    <message>
        <source>It is used by itself where the listed models that are here lack its part; nothing was published to compare it with.</source>
        <translation>如果已有的列表模型缺少这一部分，就会自动使用它；没有已发布的文件可与之比对。</translation>
    </message>
    <message>
        <source>“{detail}” is not being downloaded, so nothing was paused.</source>
        <translation>“{detail}”没有在下载，因此没有暂停任何内容。</translation>
    </message>
    <message>
        <source>Choose what is: {hint}.</source>
        <translation>请选择正在下载的：{hint}。</translation>
    </message>
    <message>
        <source>“{detail}”, to which a model file is linked, is gone.</source>
        <translation>模型文件所链接的“{detail}”已不存在。</translation>
    </message>
    <message>
        <source>Put it back or connect its drive; or have it downloaded instead with “{hint}”.</source>
        <translation>请将其放回或连接其所在的驱动器；也可以用“{hint}”改为下载。</translation>
    </message>
    <message>
        <source>The list of models cannot be read (“{detail}”: {hint}).</source>
        <translation>无法读取模型列表（“{detail}”：{hint}）。</translation>
    </message>
    <message>
        <source>Another S2V Desktop is at work on the models in “{detail}”.</source>
        <translation>另一个 S2V Desktop 正在使用“{detail}”中的模型。</translation>
    </message>
    <message>
        <source>Close it, then try again.</source>
        <translation>请关闭它，然后重试。</translation>
    </message>
    <message>
        <source>The models folder “{detail}” is not there any more.</source>
        <translation>模型文件夹“{detail}”已不在原处。</translation>
    </message>
    <message>
        <source>Connect its drive again, then go on: nothing that was there is downloaded twice.</source>
        <translation>请重新连接它所在的硬盘再继续：已有的内容不会重复下载。</translation>
    </message>
    <message>
        <source>The drive of “{detail}” has too little space for this model.</source>
        <translation>“{detail}”所在硬盘的空间不足以存放这个模型。</translation>
    </message>
    <message>
        <source>Free {hint} more on it, or choose another models folder.</source>
        <translation>请再腾出 {hint}，或选择其他模型文件夹。</translation>
    </message>
    <message>
        <source>“{detail}” is on a drive that can only be read.</source>
        <translation>“{detail}”所在的硬盘是只读的。</translation>
    </message>
    <message>
        <source>Choose a folder on another drive.</source>
        <translation>请选择其他硬盘上的文件夹。</translation>
    </message>
    <message>
        <source>“{detail}” belongs to the program itself, and an update would remove what is in it.</source>
        <translation>“{detail}”属于程序本身，更新时其中的内容会被删除。</translation>
    </message>
    <message>
        <source>Choose a folder outside it.</source>
        <translation>请选择程序以外的文件夹。</translation>
    </message>
    <message>
        <source>The drive of “{detail}” ({hint}) takes no files above 4 GB, and models have larger ones.</source>
        <translation>“{detail}”所在的硬盘（{hint}）不能存放超过 4 GB 的文件，而模型文件更大。</translation>
    </message>
    <message>
        <source>Choose a folder on a drive with another file system, such as NTFS, exFAT, APFS or ext4.</source>
        <translation>请选择使用其他文件系统（如 NTFS、exFAT、APFS 或 ext4）的硬盘上的文件夹。</translation>
    </message>
    <message>
        <source>The path “{detail}” is too long for the files below it.</source>
        <translation>路径“{detail}”太长，其下的文件无法存放。</translation>
    </message>
    <message>
        <source>Choose a folder with a path of at most {hint}.</source>
        <translation>请选择路径不超过 {hint}的文件夹。</translation>
    </message>
    <message>
        <source>“{detail}” and the models folder lie inside each other.</source>
        <translation>“{detail}”与模型文件夹互相包含。</translation>
    </message>
    <message>
        <source>Choose a folder beside it or on another drive.</source>
        <translation>请选择它旁边或其他硬盘上的文件夹。</translation>
    </message>
    <message>
        <source>There is “{detail}” already, which nothing may overwrite.</source>
        <translation>“{detail}”已存在，不能覆盖。</translation>
    </message>
    <message>
        <source>Choose an empty folder.</source>
        <translation>请选择一个空文件夹。</translation>
    </message>
    <message>
        <source>“{detail}” holds no part of Wan2.2-S2V-14B.</source>
        <translation>“{detail}”中没有 Wan2.2-S2V-14B 的任何部分。</translation>
    </message>
    <message>
        <source>Choose the folder of the official model, or the folder “models” of ComfyUI.</source>
        <translation>请选择官方模型的文件夹，或 ComfyUI 的“models”文件夹。</translation>
    </message>
    <message>
        <source>The models folder cannot link to “{detail}” ({hint}).</source>
        <translation>模型文件夹无法链接到“{detail}”（{hint}）。</translation>
    </message>
    <message>
        <source>Choose a copy instead, or a models folder on the same drive.</source>
        <translation>请改用复制，或选择同一硬盘上的模型文件夹。</translation>
    </message>
    <message>
        <source>The copy of “{detail}” is not the same as the file.</source>
        <translation>“{detail}”的副本与原文件不同。</translation>
    </message>
    <message>
        <source>Check both drives; the file itself was left as it is.</source>
        <translation>请检查两个硬盘；原文件没有改动。</translation>
    </message>
    <message>
        <source>The download server {detail} cannot be reached.</source>
        <translation>无法连接下载服务器 {detail}。</translation>
    </message>
    <message>
        <source>Check the connection or choose another source (Models, “Network”), then go on: what is there is kept.</source>
        <translation>请检查网络，或换一个来源（“模型”中的“网络”），然后继续：已下载的部分会保留。</translation>
    </message>
    <message>
        <source>The download server {detail} refuses the download ({hint}).</source>
        <translation>下载服务器 {detail} 拒绝下载（{hint}）。</translation>
    </message>
    <message>
        <source>The download server {detail} does not have {hint}.</source>
        <translation>下载服务器 {detail} 上没有 {hint}。</translation>
    </message>
    <message>
        <source>The download server {detail} sent an answer that cannot be trusted ({hint}).</source>
        <translation>下载服务器 {detail} 的应答不可信（{hint}）。</translation>
    </message>
    <message>
        <source>“{detail}” arrived damaged more than once and was thrown away.</source>
        <translation>“{detail}”多次下载后仍有损坏，已丢弃。</translation>
    </message>
    <message>
        <source>Choose another source or enter an access token, in Models, under “Network”.</source>
        <translation>请换一个来源或填写访问令牌，都在“模型”中的“网络”里。</translation>
    </message>
    <message>
        <source>Choose another source in Models, under “Network”.</source>
        <translation>请换一个来源：在“模型”中的“网络”里。</translation>
    </message>
    <message>
        <source>Try again later, or choose another source in Models, under “Network”.</source>
        <translation>请稍后重试，或换一个来源：在“模型”中的“网络”里。</translation>
    </message>
    <message>
        <source>No NVIDIA graphics card that can be used was found.</source>
        <translation>未找到可用的 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>Choose the motion engine, which works on any computer, or update the card&apos;s driver.</source>
        <translation>请选择可在任何电脑上运行的动态引擎，或更新显卡驱动程序。</translation>
    </message>
    <message>
        <source>The computer ran out of memory.</source>
        <translation>电脑内存不足。</translation>
    </message>
    <message>
        <source>Close other programs, choose 480P or a shorter clip, then try again.</source>
        <translation>请关闭其他程序，选择 480P 或更短的片段，然后重试。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Nothing was written.</source>
        <translation>没有写入任何文件。</translation>
    </message>
    <message>
        <source>“{detail}” is paused: what is there is kept.</source>
        <translation>“{detail}”已暂停：已下载的部分会保留。</translation>
    </message>
    <message>
        <source>Go on with “{hint}”.</source>
        <translation>用“{hint}”继续。</translation>
    </message>
    <message>
        <source>Stopped before all files of “{detail}” were compared; none of them was changed.</source>
        <translation>在比对完“{detail}”的所有文件之前就停止了；文件均未改动。</translation>
    </message>
    <message>
        <source>Begin again with “{hint}”.</source>
        <translation>请用“{hint}”重新开始。</translation>
    </message>
    <message>
        <source>Something unexpected went wrong ({detail}).</source>
        <translation>发生了意外错误（{detail}）。</translation>
    </message>
    <message>
        <source>the start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>the duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>the fade-in</source>
        <translation>淡入</translation>
    </message>
    <message>
        <source>the fade-out</source>
        <translation>淡出</translation>
    </message>
    <message>
        <source>the fades</source>
        <translation>淡入和淡出</translation>
    </message>
    <message>
        <source>the lead-in</source>
        <translation>片头静音</translation>
    </message>
    <message>
        <source>a beat</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>the beats</source>
        <translation>节拍</translation>
    </message>
    <message>
        <source>a beat&apos;s strength</source>
        <translation>节拍力度</translation>
    </message>
    <message>
        <source>beats per bar</source>
        <translation>每小节拍数</translation>
    </message>
    <message>
        <source>the tempo</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>the span</source>
        <translation>选区</translation>
    </message>
    <message>
        <source>fps</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>the prompt weight</source>
        <translation>提示词权重</translation>
    </message>
    <message>
        <source>the seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>the prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>the background colour</source>
        <translation>背景颜色</translation>
    </message>
    <message>
        <source>the middle of the crop</source>
        <translation>取景框中心</translation>
    </message>
    <message>
        <source>the zoom of the crop</source>
        <translation>取景框缩放</translation>
    </message>
    <message>
        <source>the focus point</source>
        <translation>焦点</translation>
    </message>
    <message>
        <source>the row</source>
        <translation>该行</translation>
    </message>
    <message>
        <source>the name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>the end of the file&apos;s name</source>
        <translation>文件扩展名</translation>
    </message>
    <message>
        <source>{0} to {1} characters</source>
        <translation>{0} 到 {1} 个字符</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} 到 {1}</translation>
    </message>
    <message>
        <source>{0} to {1} s</source>
        <translation>{0} 到 {1} 秒</translation>
    </message>
    <message>
        <source>{0} to {1} BPM</source>
        <translation>{0} 到 {1} BPM</translation>
    </message>
    <message>
        <source>{0} or {1}</source>
        <translation>{0} 或 {1}</translation>
    </message>
    <message>
        <source>{0} s or later</source>
        <translation>不早于 {0} 秒</translation>
    </message>
    <message>
        <source>{0} s or longer, inside the song</source>
        <translation>不短于 {0} 秒，且在歌曲之内</translation>
    </message>
    <message>
        <source>a time of 0 s or later</source>
        <translation>不早于 0 秒的时间</translation>
    </message>
    <message>
        <source>together no longer than the clip</source>
        <translation>两者之和不超过片段长度</translation>
    </message>
    <message>
        <source>sorted, at least 50 ms apart</source>
        <translation>按时间排列，间隔至少 50 毫秒</translation>
    </message>
    <message>
        <source>at most {0} characters</source>
        <translation>最多 {0} 个字符</translation>
    </message>
    <message>
        <source>{0} characters</source>
        <translation>{0} 个字符</translation>
    </message>
    <message>
        <source>a picture and a song</source>
        <translation>一张图片和一首歌</translation>
    </message>
    <message>
        <source>{0} min</source>
        <translation>{0} 分钟</translation>
    </message>
    <message>
        <source>{0} pixels</source>
        <translation>{0} 像素</translation>
    </message>
    <message>
        <source>{0} megapixels</source>
        <translation>{0} 百万像素</translation>
    </message>
    <message>
        <source>{0} of {1} bytes</source>
        <translation>{0} / {1} 字节</translation>
    </message>
    <message>
        <source>another checksum</source>
        <translation>校验和不符</translation>
    </message>
    <message>
        <source>a header that cannot be read</source>
        <translation>无法读取的文件头</translation>
    </message>
    <message>
        <source>content that cannot be read</source>
        <translation>无法读取的内容</translation>
    </message>
    <message>
        <source>video model (transformer)</source>
        <translation>视频模型（Transformer）</translation>
    </message>
    <message>
        <source>picture decoder (VAE)</source>
        <translation>画面解码器（VAE）</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>文本编码器</translation>
    </message>
    <message>
        <source>tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>audio encoder</source>
        <translation>音频编码器</translation>
    </message>
    <message>
        <source>addition for fewer steps (LoRA)</source>
        <translation>减少步数的附加部分（LoRA）</translation>
    </message>
    <message>
        <source>{sentence} {advice}</source>
        <extracomment>Translation context of every sentence in ``ERROR_TEXT``, of ``ERROR_PHRASES`` and of ``PART_WORDS``. Translation context of what ``core.notice_text`` holds. Translation context of what ``engines.fit_text`` holds.</extracomment>
        <translation>{sentence}{advice}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>fit</name>
    <message>
        <source>Runs on any computer.</source>
        <translation>在任何电脑上都能运行。</translation>
    </message>
    <message>
        <source>The whole model fits into the {card}.</source>
        <translation>整个模型可装入 {card}。</translation>
    </message>
    <message>
        <source>The {card} has {found} GB: the model goes through it in parts; {needed} GB would hold it as a whole.</source>
        <translation>{card} 有 {found} GB 显存：模型需分块通过；{needed} GB 可整体装入。</translation>
    </message>
    <message>
        <source>This computer has {found} GB of memory: the model is read from the disk at every step. Very slow; {needed} GB hold it.</source>
        <translation>这台电脑有 {found} GB 内存：每一步都要从磁盘读取模型，非常慢；{needed} GB 可放下模型。</translation>
    </message>
    <message>
        <source>No NVIDIA card with {needed} GB or more was found. The motion engine works here.</source>
        <translation>未找到 {needed} GB 或更大显存的 NVIDIA 显卡。动态引擎可在此运行。</translation>
    </message>
    <message>
        <source>This computer has a card by {maker}; an NVIDIA card with {needed} GB or more is needed. The motion engine works here.</source>
        <translation>这台电脑的显卡来自 {maker}；需要 {needed} GB 或更大显存的 NVIDIA 显卡。动态引擎可在此运行。</translation>
    </message>
    <message>
        <source>The driver of the NVIDIA card does not answer. Install it, or the newest one.</source>
        <translation>NVIDIA 显卡驱动没有响应。请安装驱动，或更新到最新版本。</translation>
    </message>
    <message>
        <source>The {card} has {found} GB; {needed} GB are needed. The motion engine works here.</source>
        <translation>{card} 有 {found} GB 显存，需要 {needed} GB。动态引擎可在此运行。</translation>
    </message>
    <message>
        <source>Other programs use the {card}: {found} GB are free, {needed} GB would help. Close them.</source>
        <translation>其他程序正占用 {card}：空闲 {found} GB，最好有 {needed} GB。请关闭它们。</translation>
    </message>
    <message>
        <source>This computer has {found} GB of memory; {needed} GB are needed. The motion engine works here.</source>
        <translation>这台电脑有 {found} GB 内存，需要 {needed} GB。动态引擎可在此运行。</translation>
    </message>
</context>
<context>
    <name>jobs</name>
    <message>
        <source>The graphics card ran out of memory. The video goes on with less of it, which takes longer.</source>
        <translation>显存不足。视频会以占用更少显存的方式继续生成，用时会更长。</translation>
    </message>
    <message>
        <source>This video goes on after part {detail}: what was finished before is kept.</source>
        <translation>这个视频从第 {detail} 段之后继续：之前完成的部分已保留。</translation>
    </message>
    <message>
        <source>“{detail}” is on a network drive: models load slowly from there, and not at all while it is away.</source>
        <translation>“{detail}”在网络硬盘上：从那里加载模型较慢，断开时则无法加载。</translation>
    </message>
    <message>
        <source>The models folder has no LoRA for Draft, so the video is made with more steps and takes longer.</source>
        <translation>模型文件夹中没有“草稿”所用的 LoRA，视频会用更多步骤生成，用时会更长。</translation>
    </message>
    <message>
        <source>Everything of Wan2.2-S2V-14B that is in “{detail}” is in the models folder already: nothing to import.</source>
        <translation>“{detail}”中 Wan2.2-S2V-14B 的所有内容都已在模型文件夹中，无需导入。</translation>
    </message>
    <message>
        <source>Processing audio features</source>
        <translation>正在处理音频特征</translation>
    </message>
    <message>
        <source>Generating frames</source>
        <translation>正在生成画面</translation>
    </message>
    <message>
        <source>Encoding video</source>
        <translation>正在编码视频</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>正在理解提示词</translation>
    </message>
    <message>
        <source>Part {clip} of {clips}, step {step} of {steps}</source>
        <translation>第 {clip}/{clips} 段，第 {step}/{steps} 步</translation>
    </message>
    <message>
        <source>Finishing part {clip} of {clips}</source>
        <translation>正在完成第 {clip}/{clips} 段</translation>
    </message>
</context>
<context>
    <name>models</name>
    <message>
        <source>8 s of video at 480P take about {time}.</source>
        <translation>生成 8 秒 480P 视频约需 {time}。</translation>
    </message>
    <message>
        <source>Ready, chosen</source>
        <translation>已就绪，已选用</translation>
    </message>
    <message>
        <source>{here} of {size}</source>
        <translation>{here} / {size}</translation>
    </message>
    <message>
        <source>Waits for its turn</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>正在校验</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>已就绪</translation>
    </message>
    <message>
        <source>720P won&apos;t fit.</source>
        <translation>720P 放不下。</translation>
    </message>
    <message>
        <source>8 s of video take about {small} at 480P, {large} at 720P.</source>
        <translation>生成 8 秒视频，480P 约需 {small}，720P 约需 {large}。</translation>
    </message>
    <message>
        <source>Needs at least an NVIDIA card with {card} GB and {memory} GB of memory.</source>
        <translation>至少需要 {card} GB 显存的 NVIDIA 显卡和 {memory} GB 内存。</translation>
    </message>
    <message>
        <source>This computer has no such card, and {memory} GB of memory.</source>
        <translation>这台电脑没有这样的显卡，有 {memory} GB 内存。</translation>
    </message>
    <message>
        <source>This computer has the {name} with {card} GB, and {memory} GB of memory.</source>
        <translation>这台电脑有 {name}（{card} GB 显存）和 {memory} GB 内存。</translation>
    </message>
    <message>
        <source>Not finished; another program is at work on the models</source>
        <translation>未完成；另一个程序正在处理这些模型</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>“Repair” downloads only what is damaged or missing.</source>
        <translation>“修复”只会下载损坏或缺失的部分。</translation>
    </message>
    <message>
        <source>Choose another source</source>
        <translation>换一个来源</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>选择其他文件夹…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{part}, {type}</source>
        <translation>{part}，{type}</translation>
    </message>
    <message>
        <source>linked to {path}</source>
        <translation>链接到 {path}</translation>
    </message>
    <message>
        <source>Cannot be used: {path} is gone or not what it was</source>
        <translation>无法使用：{path} 已不存在或已改变</translation>
    </message>
    <message>
        <source>Cannot be used: files of it are missing or damaged</source>
        <translation>无法使用：文件缺失或损坏</translation>
    </message>
    <message>
        <source>Not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>{size} to download</source>
        <translation>需下载 {size}</translation>
    </message>
    <message>
        <source>{missing} to download; {here} are here already</source>
        <translation>还需下载 {missing}，已有 {here}</translation>
    </message>
    <message>
        <source>with another {part}</source>
        <translation>使用另一个{part}</translation>
    </message>
    <message>
        <source>All files are there and can be read.</source>
        <translation>所有文件都在且可以读取。</translation>
    </message>
    <message>
        <source>All files are as published.</source>
        <translation>所有文件均与发布的一致。</translation>
    </message>
    <message>
        <source>Tries again soon</source>
        <translation>稍后重试</translation>
    </message>
    <message>
        <source>Tries again in {time}</source>
        <translation>{time}后重试</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Model paused</source>
        <translation>模型已暂停</translation>
    </message>
    <message>
        <source>Model {percent}</source>
        <translation>模型 {percent}</translation>
    </message>
    <message>
        <source>Model {percent}, waiting</source>
        <translation>模型 {percent}，等待中</translation>
    </message>
    <message>
        <source>Model stopped</source>
        <translation>模型已停止</translation>
    </message>
    <message>
        <source>A video is being made with “{model}”. Let it finish or cancel it, then delete the model.</source>
        <translation>正在用“{model}”制作视频。请等视频完成或取消它，然后再删除模型。</translation>
    </message>
    <message>
        <source>A video is being made with these models. Let it finish or cancel it, then change the folder.</source>
        <translation>正在用这些模型制作视频。请等视频完成或取消它，然后再更改文件夹。</translation>
    </message>
</context>
</TS>
