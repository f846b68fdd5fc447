"""The words that a prompt may use, in English and Simplified Chinese: data only, read by ``prompt``.

Phrases are written as the reader sees them after folding: lower case, half width, hyphens as spaces. The longest
phrase wins, so that "no camera movement" is not read as a negation of something else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Action(StrEnum):
    """What a prompt can ask of camera and light."""

    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    ROTATE = "rotate"
    ORBIT = "orbit"
    DRIFT = "drift"
    HANDHELD = "handheld"
    SHAKE = "shake"
    PULSE = "pulse"
    STABLE = "stable"
    FLOW = "flow"
    WARM = "warm"
    COOL = "cool"
    VIVID = "vivid"
    MUTED = "muted"
    MONOCHROME = "monochrome"
    HIGH_CONTRAST = "high_contrast"
    LOW_CONTRAST = "low_contrast"
    GRAIN = "grain"
    VINTAGE = "vintage"
    GLOW = "glow"
    DREAMY = "dreamy"
    VIGNETTE = "vignette"
    BRIGHT = "bright"
    DARK = "dark"
    FLASH = "flash"
    STROBE = "strobe"
    SPARKLE = "sparkle"


class Modifier(NamedTuple):
    """How a word such as "slowly" changes the action beside it: factors on its strength and its speed."""

    strength: float = 1.0
    speed: float = 1.0


#: Phrases of each action, separated by "|".
ACTION_PHRASES: dict[Action, str] = {
    Action.ZOOM_IN: (
        "zoom in|zooming in|zoom into|zooms in|zoom|zooming|push in|pushing in|push forward|dolly in"
        "|dolly forward|dolly|move closer|moving closer|move in|close in|推近|推进|推镜头|推镜|镜头推进|镜头推近"
        "|放大|拉近|镜头拉近|靠近|变焦|缩放"
    ),
    Action.ZOOM_OUT: (
        "zoom out|zooming out|zooms out|pull back|pulling back|pull out|pulling out|pull away|dolly out"
        "|dolly back|move back|move away|拉远|拉镜头|拉镜|镜头拉远|缩小|推远|后退|镜头后退|远离"
    ),
    Action.PAN_LEFT: (
        "pan left|pan to the left|panning left|pans left|pan leftward|pan leftwards|move left|slide left"
        "|truck left|moving left|左移|向左|向左平移|向左移动|向左移|往左|往左移|左摇|镜头左移|镜头向左"
        "|镜头向左移动|左平移"
    ),
    Action.PAN_RIGHT: (
        "pan right|pan to the right|panning right|pans right|pan rightward|pan rightwards|pan|panning|move right"
        "|slide right|truck right|moving right|右移|向右|向右平移|向右移动|向右移|往右|往右移|右摇|镜头右移"
        "|镜头向右|镜头向右移动|右平移|平移|横移|摇镜头"
    ),
    Action.TILT_UP: (
        "tilt up|tilting up|tilt upward|tilt upwards|pan up|move up|moving up|pedestal up|crane up|rise|tilt|上移"
        "|向上|向上平移|向上移动|向上移|往上|上摇|上升|镜头上移|镜头向上"
    ),
    Action.TILT_DOWN: (
        "tilt down|tilting down|tilt downward|tilt downwards|pan down|move down|moving down|pedestal down"
        "|crane down|下移|向下|向下平移|向下移动|向下移|往下|下摇|下降|镜头下移|镜头向下"
    ),
    Action.ROTATE: ("rotate|rotating|rotation|rotates|roll|rolling|spin|spinning|turn|turning|旋转|转动|自转|滚转"),
    Action.ORBIT: (
        "orbit|orbiting|orbits|parallax|parallax effect|3d|3d effect|depth|arc shot|arc|circle around|move around"
        "|视差|视差效果|环绕|环绕镜头|绕拍|立体感|3d效果|景深感|纵深感"
    ),
    Action.DRIFT: (
        "drift|drifting|drifts|float|floating|floats|sway|swaying|sways|hover|hovering|breathe|breathing|swing"
        "|swinging|漂浮|飘浮|漂移|飘动|飘|漂动|浮动|摇摆|摇曳|呼吸感|呼吸|悬浮|轻晃"
    ),
    Action.HANDHELD: (
        "handheld|hand held|handheld camera|hand held camera|handycam|手持|手持镜头|手持感|手持摄影|摇晃|晃动"
    ),
    Action.SHAKE: (
        "shake|shaking|shaky|shakes|shaky cam|camera shake|earthquake|rumble|jitter|震动|抖动|颤抖|颤动|震颤"
        "|镜头抖动|镜头震动"
    ),
    Action.PULSE: (
        "pulse|pulses|pulsing|pulsate|pulsating|beat|beats|on the beat|to the beat|with the beat|follow the beat"
        "|beat sync|beat synced|bounce|bouncing|bouncy|throb|throbbing|punch|punchy|groove|rhythm|rhythmic|脉动"
        "|脉冲|跟随节拍|跟着节拍|随节拍|踩点|卡点|节拍|律动|节奏|节奏感|弹跳|跳动|随音乐跳动"
    ),
    Action.STABLE: (
        "stable|static|still|steady|locked|locked off|tripod|fixed|fixed camera|no camera movement"
        "|no camera motion|no movement|no motion|without movement|without motion|without camera movement"
        "|without camera motion|static camera|static shot|stable camera|still camera|motionless|稳定|静止"
        "|固定镜头|固定机位|固定|镜头固定|镜头不动|不动|不要动|别动|不要移动|不移动|静态|无运动|无镜头运动"
        "|镜头静止|稳定镜头"
    ),
    Action.FLOW: (
        "flow|flowing|flows|fluid|liquid|liquify|water|watery|underwater|ripple|ripples|rippling|wave|waves|wavy"
        "|melt|melting|流动|流体|液体|液态|水波|水波纹|水面|水下|波纹|波浪|涟漪|荡漾|融化"
    ),
    Action.WARM: (
        "warm|warmer|warmth|warm colors|warm colours|warm color|warm colour|warm tone|warm tones|warm toned"
        "|warm color grading|warm colour grading|warm grading|warm color grade|warm light|warm lighting"
        "|golden hour|golden|暖色|暖色调|暖调|暖光|温暖|温暖色调|暖色系|金色|偏暖"
    ),
    Action.COOL: (
        "cool|cooler|cold|cool colors|cool colours|cool color|cool colour|cool tone|cool tones|cool toned"
        "|cold tones|cool color grading|cool colour grading|cool grading|cool color grade|cold color grading"
        "|cool light|blue tones|冷色|冷色调|冷调|冷光|冷色系|偏冷|蓝调色"
    ),
    Action.VIVID: (
        "vivid|vivid colors|vivid colours|saturated|highly saturated|high saturation|vibrant|vibrant colors"
        "|vibrant colours|colorful|colourful|rich colors|rich colours|more saturation|鲜艳|色彩鲜艳|高饱和"
        "|高饱和度|饱和|浓郁|色彩浓郁|鲜明|多彩|缤纷"
    ),
    Action.MUTED: (
        "muted|muted colors|muted colours|desaturated|desaturate|low saturation|less saturation|faded|fade"
        "|washed out|pastel|pale|低饱和|低饱和度|淡雅|褪色|素雅|柔和色彩|色彩柔和|莫兰迪|淡色"
    ),
    Action.MONOCHROME: (
        "black and white|black & white|b&w|bw|monochrome|monochromatic|greyscale|grayscale|grey scale|gray scale"
        "|noir|黑白|黑白色调|单色|灰度|黑白效果"
    ),
    Action.HIGH_CONTRAST: (
        "high contrast|more contrast|strong contrast|contrasty|contrast|dramatic|dramatic light|dramatic lighting"
        "|hard light|高对比|高对比度|强对比|强烈对比|对比度|对比强烈|戏剧光|戏剧性"
    ),
    Action.LOW_CONTRAST: "low contrast|less contrast|soft contrast|flat|matte|低对比|低对比度|弱对比|平淡|哑光",
    Action.GRAIN: (
        "grain|grainy|film grain|film grains|film noise|noise|analog grain|analogue grain|颗粒|胶片颗粒|颗粒感"
        "|胶片颗粒感|噪点|电影颗粒|胶片感"
    ),
    Action.VINTAGE: (
        "vintage|retro|old film|film look|analog|analogue|analog film|vhs|nostalgic|super 8|lo fi|lofi|sepia|复古"
        "|怀旧|老电影|复古胶片|胶片|胶片风|复古风|年代感"
    ),
    Action.GLOW: (
        "glow|glowing|glows|bloom|blooming|halo|halos|soft light|soft glow|light leak|light leaks|radiant"
        "|neon glow|luminous|辉光|柔光|发光|光晕|泛光|漏光|柔焦"
    ),
    Action.DREAMY: "dreamy|dream|dreamlike|dream like|ethereal|hazy|haze|soft focus|梦幻|梦境|朦胧|唯美|仙气",
    Action.VIGNETTE: "vignette|vignetting|dark corners|dark edges|darkened corners|暗角|四角压暗|边角压暗|晕影",
    Action.BRIGHT: "bright|brighter|brighten|high key|sunny|明亮|提亮|更亮|亮一点|高调|高亮|阳光",
    Action.DARK: "dark|darker|darken|low key|moody|dim|gloomy|昏暗|变暗|压暗|更暗|暗一点|暗调|低调|阴暗|阴郁",
    Action.FLASH: (
        "flash|flashes|flashing|flash on beat|flashing light|flashing lights|white flash|闪光|闪|闪烁灯光|闪白|白闪"
    ),
    Action.STROBE: (
        "strobe|strobes|strobing|strobe light|strobe lights|stroboscope|flicker|flickering|频闪|爆闪|频闪灯|闪烁"
    ),
    Action.SPARKLE: (
        "sparkle|sparkles|sparkling|glitter|glittering|shimmer|shimmering|twinkle|twinkling|星光|闪耀|闪亮|亮晶晶|微光"
    ),
}

#: Phrases that change the action beside them.
MODIFIER_PHRASES: dict[Modifier, str] = {
    Modifier(speed=0.4): "very slow|very slowly|extremely slow|非常缓慢|很慢|极慢|很缓慢",
    Modifier(speed=0.6): (
        "slow|slowly|slower|not too fast|unhurried|gradual|gradually|缓慢|慢慢|缓缓|慢速|慢|徐徐|逐渐|渐渐"
        "|不要太快|别太快"
    ),
    Modifier(strength=0.75, speed=0.75): (
        "gentle|gently|soft|softly|calm|smooth|smoothly|轻柔|柔和|温柔|平滑|平稳|柔缓"
    ),
    Modifier(strength=0.5): (
        "subtle|subtly|slight|slightly|light|lightly|a little|a bit|a touch of|a hint of|faint|mild|weak|minimal"
        "|tiny|not too much|not too strong|less|轻微|稍微|略微|轻轻|微微|微弱|一点|一点点|少许|细微|淡淡|不要太强"
        "|别太强|不要太多"
    ),
    Modifier(strength=1.6): (
        "strong|strongly|heavy|heavily|intense|intensely|powerful|big|more|a lot of|lots of|much|deep|extra|very"
        "|dramatically|hard|bold|强烈|强|强力|猛烈|剧烈|大幅|大量|浓|重|更多|非常|很"
    ),
    Modifier(strength=2.0): "very strong|extreme|extremely|maximum|极强|非常强烈|极其强烈|极度",
    Modifier(strength=1.1, speed=1.6): (
        "fast|quick|quickly|rapid|rapidly|faster|speedy|swift|energetic|快速|迅速|快|急速|急|飞快|高速"
    ),
    Modifier(strength=1.2, speed=2.2): "very fast|very quick|very quickly|extremely fast|非常快|极快|很快|超快",
}

#: Turn off what follows in the same instruction.
NEGATIONS = (
    "no|not|without|don't|dont|do not|never|disable|remove|avoid|zero|non|stop|skip|turn off|switch off|free of"
    "|不要|不需要|不用|不使用|不想要|不|无|没有|没|别|去掉|去除|取消|禁止|关闭|关掉|避免|勿|请勿"
)

#: Turn off what stands before them in the same instruction: "grain off", "flicker free".
TRAILING_NEGATIONS = "off|none|free|disabled|关闭|关掉|取消"

#: End an instruction; a negation before a comma does not reach what comes after it.
SEPARATORS = (
    ",",
    "，",
    "、",
    ";",
    "；",
    "\n",
    "\r",
    "。",
    ".",
    "!",
    "！",
    "|",
    "/",
    "+",
    "然后",
    "接着",
    "but",
    "then",
    "但",
    "但是",
)

#: End an instruction too, but a negation reaches over them: "without grain and vignette".
CONJUNCTIONS = "and|or|nor|&|和|与|及|以及|或|或者|并|并且|同时|且|plus|with|while|还有|加上"

#: Say nothing by themselves.
FILLERS = (
    "a|an|the|of|in|on|at|to|from|by|for|is|it|its|this|that|please|some|any|effect|effects|camera|movement|movements"
    "|motion|shot|video|image|picture|look|feel|style|make|add|use|keep|let|give|want|i|me|be|have|has|color|colors"
    "|colour|colours|grading|grade|tone|tones|light|lights|lighting|too|so|just|only|into|towards|toward|across|over|up"
    "|music|song|as|s|t"
    "|的|地|得|了|着|吧|请|让|使|把|一个|一些|些|有|加|加入|添加|带|效果|镜头|画面|图片|照片|视频|风格|感|感觉|色调|运动|移动"
    "|一下|向|往|从|到|在|上|中|里|随|随着|音乐|歌曲|保持|做|要|想要|我|我想要|进行"
)
