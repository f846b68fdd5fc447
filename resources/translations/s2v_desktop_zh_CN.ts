<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>FileCommands</name>
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
        <source>Export to</source>
        <translation>导出到</translation>
    </message>
    <message>
        <source>The videos are in {folder}.</source>
        <translation>视频保存在 {folder}。</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
</context>
<context>
    <name>ImageCanvas</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Click or Ctrl+O: choose a picture · Ctrl+V: paste one</source>
        <translation>单击或按 Ctrl+O：选择图片 · Ctrl+V：粘贴图片</translation>
    </message>
    <message>
        <source>Drag or arrow keys: choose the part that the video shows · double-click: another picture</source>
        <translation>拖动或按方向键：选择视频显示的部分 · 双击：更换图片</translation>
    </message>
    <message>
        <source>Drop a picture here
or click to choose one
(JPG, PNG, WebP, BMP, TIFF)</source>
        <translation>将图片拖放到此处
或单击选择
（JPG、PNG、WebP、BMP、TIFF）</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
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
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Video settings</source>
        <translation>视频设置</translation>
    </message>
    <message>
        <source>No sound device was found: the playhead moves without sound.</source>
        <translation>未找到声音设备：播放头将无声移动。</translation>
    </message>
    <message>
        <source>Finished in {seconds} s: {name}</source>
        <translation>已完成，用时 {seconds} 秒：{name}</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消，没有写入任何文件。</translation>
    </message>
    <message>
        <source>This takes effect at the next start.</source>
        <translation>下次启动时生效。</translation>
    </message>
    <message>
        <source>Save the changes to the project?</source>
        <translation>要保存对项目的更改吗？</translation>
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
    <name>ParameterPanel</name>
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
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>e.g. slow zoom in, warm color grading, film grain</source>
        <translation>例如：缓慢推近，暖色调，胶片颗粒</translation>
    </message>
    <message>
        <source>What camera and light should do, in English or Chinese</source>
        <translation>镜头和光线要做什么，可用中文或英文</translation>
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
        <source>Motion (fast)</source>
        <translation>动态引擎（快速）</translation>
    </message>
    <message>
        <source>What makes the pictures</source>
        <translation>由什么生成画面</translation>
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
        <source>Seed</source>
        <translation>种子</translation>
    </message>
</context>
<context>
    <name>PreviewPlayer</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Play the video (Ctrl+Shift+V)</source>
        <translation>播放视频 (Ctrl+Shift+V)</translation>
    </message>
    <message>
        <source>Repeat the video</source>
        <translation>循环播放视频</translation>
    </message>
    <message>
        <source>Position in the video</source>
        <translation>视频播放位置</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Your video appears here.
Press Generate to make it.</source>
        <translation>视频将显示在这里。
按“生成”开始制作。</translation>
    </message>
    <message>
        <source>The video is finished, but this computer lacks what is needed to show it here.</source>
        <translation>视频已完成，但此电脑缺少在这里播放所需的组件。</translation>
    </message>
    <message>
        <source>Playback is not available on this computer; the video itself is fine.</source>
        <translation>此电脑无法播放，但视频本身没有问题。</translation>
    </message>
    <message>
        <source>No sound device was found: the video plays without sound here.</source>
        <translation>未找到声音设备：视频在这里将无声播放。</translation>
    </message>
    <message>
        <source>Pause the video (Ctrl+Shift+V)</source>
        <translation>暂停视频 (Ctrl+Shift+V)</translation>
    </message>
    <message>
        <source>The video is finished but cannot be played here; open it from the export folder.</source>
        <translation>视频已完成，但无法在这里播放；请从导出文件夹中打开。</translation>
    </message>
</context>
<context>
    <name>ProjectModel</name>
    <message>
        <source>change of picture</source>
        <extracomment>Edits of the same kind closer together than this are one undo step.</extracomment>
        <translation>更换图片</translation>
    </message>
    <message>
        <source>change of song</source>
        <translation>更换歌曲</translation>
    </message>
    <message>
        <source>change of clip</source>
        <translation>更改片段</translation>
    </message>
    <message>
        <source>change of beats</source>
        <translation>更改节拍</translation>
    </message>
    <message>
        <source>change of look</source>
        <translation>更改设置</translation>
    </message>
</context>
<context>
    <name>PromptHint</name>
    <message>
        <source>Understood: {words}</source>
        <translation>已识别：{words}</translation>
    </message>
    <message>
        <source>Not understood by this engine: {words}</source>
        <translation>此引擎无法识别：{words}</translation>
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
        <source>Cancel (Ctrl+Shift+C): nothing is written</source>
        <translation>取消 (Ctrl+Shift+C)：不写入任何文件</translation>
    </message>
    <message>
        <source>Generate {seconds} s · {width} × {height} · {fps} fps</source>
        <translation>生成 {seconds} 秒 · {width} × {height} · {fps} 帧/秒</translation>
    </message>
    <message>
        <source>about {time}</source>
        <translation>约需 {time}</translation>
    </message>
    <message>
        <source>Motion engine</source>
        <translation>动态引擎</translation>
    </message>
    <message>
        <source>{engine} · runs on this computer</source>
        <translation>{engine} · 在本机运行</translation>
    </message>
    <message>
        <source>Choose a picture and a song to begin</source>
        <translation>请先选择一张图片和一首歌曲</translation>
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
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
</context>
<context>
    <name>SongPanel</name>
    <message>
        <source>Song</source>
        <translation>歌曲</translation>
    </message>
    <message>
        <source>Drop a song here or click to choose one
(WAV, FLAC, MP3, OGG, M4A, AIFF)</source>
        <translation>将歌曲拖放到此处，或单击选择
（WAV、FLAC、MP3、OGG、M4A、AIFF）</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Play the song (Space)</source>
        <translation>播放歌曲（空格键）</translation>
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
        <source>Playhead</source>
        <translation>播放头</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Pause the song (Space)</source>
        <translation>暂停歌曲（空格键）</translation>
    </message>
    <message>
        <source>Clip {start} – {end}</source>
        <translation>片段 {start} – {end}</translation>
    </message>
    <message>
        <source>Finding the beats …</source>
        <translation>正在查找节拍…</translation>
    </message>
    <message>
        <source>No steady beat found: the video follows the loudness</source>
        <translation>未找到稳定的节拍：视频将跟随响度</translation>
    </message>
    <message>
        <source>beats edited by hand</source>
        <translation>节拍已手动编辑</translation>
    </message>
    <message>
        <source>beats from a file</source>
        <translation>节拍来自文件</translation>
    </message>
    <message>
        <source>beats are sure</source>
        <translation>节拍可靠</translation>
    </message>
    <message>
        <source>beats are fairly sure</source>
        <translation>节拍较可靠</translation>
    </message>
    <message>
        <source>beats are unsure: please check them</source>
        <translation>节拍不确定：请检查</translation>
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
    <name>WaveformView</name>
    <message>
        <source>Waveform</source>
        <translation>波形</translation>
    </message>
    <message>
        <source>Click: playhead · drag in the ruler or an edge: clip (Shift: free) · double-click: add a beat
Drag a beat&apos;s handle: move it · Delete or right-click: remove it · Ctrl+wheel: zoom · wheel: scroll</source>
        <translation>单击：移动播放头 · 拖动标尺或边缘：设置片段（Shift：不吸附）· 双击：添加节拍
拖动节拍手柄：移动节拍 · Delete 或右键：删除节拍 · Ctrl+滚轮：缩放 · 滚轮：滚动</translation>
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
        <source>&amp;Mark a beat at the playhead</source>
        <translation>在播放头处添加节拍(&amp;M)</translation>
    </message>
    <message>
        <source>The beat at the playhead is &amp;1</source>
        <translation>播放头处的节拍为小节第 &amp;1 拍</translation>
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
        <source>Play or pause the &amp;video</source>
        <translation>播放或暂停视频(&amp;V)</translation>
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
        <source>Another see&amp;d by chance</source>
        <translation>随机换一个种子(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Shortcuts</source>
        <translation>快捷键(&amp;S)</translation>
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
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>In the waveform</source>
        <translation>在波形中</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格键</translation>
    </message>
    <message>
        <source>Play or pause the song</source>
        <translation>播放或暂停歌曲</translation>
    </message>
    <message>
        <source>Previous or next beat</source>
        <translation>上一拍或下一拍</translation>
    </message>
    <message>
        <source>Previous or next bar</source>
        <translation>上一小节或下一小节</translation>
    </message>
    <message>
        <source>Move the selected beat by 10 ms (with Shift: 1 ms)</source>
        <translation>将选中的节拍移动 10 毫秒（按住 Shift：1 毫秒）</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Delete</translation>
    </message>
    <message>
        <source>Remove the selected beat</source>
        <translation>删除选中的节拍</translation>
    </message>
    <message>
        <source>Clip begins or ends at the playhead</source>
        <translation>片段从播放头开始或在播放头结束</translation>
    </message>
    <message>
        <source>Repeat the clip</source>
        <translation>循环播放片段</translation>
    </message>
    <message>
        <source>Zoom (also Ctrl+wheel)</source>
        <translation>缩放（也可用 Ctrl+滚轮）</translation>
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
        <translation>请将其保存为不超过 {hint} 后重试。</translation>
    </message>
    <message>
        <source>The picture “{detail}” is too small or too narrow.</source>
        <translation>图片“{detail}”太小或太窄。</translation>
    </message>
    <message>
        <source>Use one with at least {hint} on each side.</source>
        <translation>请使用每边至少 {hint} 的图片。</translation>
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
        <translation>请将其剪短到不超过 {hint} 后重试。</translation>
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
        <source>Use a file made by the command “beats”: {hint}.</source>
        <translation>请使用由“beats”命令生成的文件：{hint}。</translation>
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
        <source>The video cannot be written to “{detail}”.</source>
        <translation>无法将视频写入“{detail}”。</translation>
    </message>
    <message>
        <source>Choose a folder that exists and that you may write to.</source>
        <translation>请选择一个存在且您有权写入的文件夹。</translation>
    </message>
    <message>
        <source>The video would overwrite “{detail}”, which it is made from.</source>
        <translation>视频会覆盖用来制作它的文件“{detail}”。</translation>
    </message>
    <message>
        <source>Choose another name for the video.</source>
        <translation>请为视频另选一个名称。</translation>
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
        <source>A part of the model is missing: {detail}.</source>
        <translation>缺少模型的一部分：{detail}。</translation>
    </message>
    <message>
        <source>Download the model again, or put the file beside the others.</source>
        <translation>请重新下载模型，或把该文件放到其他模型文件旁边。</translation>
    </message>
    <message>
        <source>The model file “{detail}” is damaged or incomplete.</source>
        <translation>模型文件“{detail}”已损坏或不完整。</translation>
    </message>
    <message>
        <source>Download it again (found: {hint}).</source>
        <translation>请重新下载该文件（检测到：{hint}）。</translation>
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
        <source>The computer ran out of memory.</source>
        <translation>电脑内存不足。</translation>
    </message>
    <message>
        <source>Close other programs or choose 480P, then try again.</source>
        <translation>请关闭其他程序或选择 480P，然后重试。</translation>
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
        <source>Something unexpected went wrong ({detail}).</source>
        <translation>发生了意外错误（{detail}）。</translation>
    </message>
</context>
</TS>
