"""What each value of a shot does to a frame."""

import os
import subprocess
import sys
import threading
from dataclasses import fields

import cv2
import numpy as np
import pytest
from render_scenes import (
    compositor_over,
    displacement,
    draw_rgb,
    draw_yuv,
    flat_depth,
    grey_of,
    plain_picture,
    textured_picture,
)

from s2v_desktop.core.shot_plan import Shot, ShotPlan
from s2v_desktop.render.compositor import Compositor

WIDTH, HEIGHT = 640, 360
BASE = (960, 540)
EVERYTHING = Shot(1.1, 0.01, -0.01, 0.02, 0.01, 0.005, 0.2, 0.5, 1.1, 0.3, 0.2, 1.5, 0.4, 0.5, 1.0)


@pytest.fixture(scope="module")
def textured():
    return compositor_over(textured_picture(*BASE), WIDTH, HEIGHT)


def grid(margin=60, step=40):
    y, x = np.mgrid[margin : HEIGHT - margin : step, margin : WIDTH - margin : step]
    return np.column_stack([x.ravel(), y.ravel()])


def moved(compositor, shot, points=None):
    """Mean displacement of the picture under ``shot`` against the identity, pixels right and down."""
    before, after = grey_of(draw_rgb(compositor, Shot())), grey_of(draw_rgb(compositor, shot))
    return displacement(before, after, grid() if points is None else points)


def mean_level(colour, shot):
    """What a plain picture becomes in the middle of the frame."""
    frame = draw_rgb(compositor_over(plain_picture(*BASE, colour), WIDTH, HEIGHT), shot)
    return frame[HEIGHT // 2 - 20 : HEIGHT // 2 + 20, WIDTH // 2 - 20 : WIDTH // 2 + 20].mean(axis=(0, 1))


@pytest.mark.parametrize("scale", [1.5, 2.0, 3.1])
def test_identity__base_of_any_size__is_the_area_average_of_the_base(scale):
    picture = textured_picture(round(WIDTH * scale), round(HEIGHT * scale), blur_px=4 * scale)
    frame = draw_rgb(compositor_over(picture, WIDTH, HEIGHT), Shot())
    expected = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    error = np.abs(frame.astype(int) - expected)
    assert np.percentile(error, 99) <= 2
    assert error.max() <= 5
    assert abs((frame.astype(float) - expected).mean()) < 0.2


def test_still_plan__first_shot__is_the_identity(textured):
    assert np.array_equal(draw_rgb(textured, ShotPlan.still(3).shot(2)), draw_rgb(textured, Shot()))


def test_zoom__of_two__shows_the_middle_half_twice_as_large():
    picture = textured_picture(*BASE, blur_px=6)
    frame = draw_rgb(compositor_over(picture, WIDTH, HEIGHT), Shot(zoom=2.0))
    middle = picture[HEIGHT * 3 // 8 : HEIGHT * 9 // 8, WIDTH * 3 // 8 : WIDTH * 9 // 8]
    expected = cv2.resize(middle, (WIDTH, HEIGHT), interpolation=cv2.INTER_LINEAR)
    assert np.abs(frame.astype(int) - expected)[4:-4, 4:-4].max() <= 4


@pytest.mark.parametrize(("pan_x", "pan_y"), [(0.02, 0.0), (0.0, -0.03), (0.0137, 0.0071)])
def test_pan__of_a_fraction__moves_the_picture_the_other_way_by_that_fraction(textured, pan_x, pan_y):
    found = moved(textured, Shot(pan_x=pan_x, pan_y=pan_y))
    assert np.abs(found - (-pan_x * WIDTH, -pan_y * HEIGHT)).max() < 0.05


def test_roll__positive__turns_the_picture_clockwise(textured):
    points = grid(90)
    found = moved(textured, Shot(roll_rad=0.03), points)
    offset = points - np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])
    cos, sin = np.cos(0.03), np.sin(0.03)
    turned = np.column_stack([cos * offset[:, 0] - sin * offset[:, 1], sin * offset[:, 0] + cos * offset[:, 1]])
    assert np.abs(found - (turned - offset)).max() < 0.2  # a turned window is hard to find again


def test_parallax__near_half_and_far_half__move_apart_by_that_fraction_of_the_width():
    depth = np.repeat(np.float32([[0.0, 1.0]]), 64, axis=1).repeat(72, axis=0)
    compositor = compositor_over(textured_picture(*BASE), WIDTH, HEIGHT, depth)
    shot = Shot(parallax_x=0.01, parallax_y=-0.006)
    far = moved(compositor, shot, np.array([[100, 100], [160, 250]]))
    near = moved(compositor, shot, np.array([[480, 100], [540, 250]]))
    assert np.abs(near - far - (0.01 * WIDTH, -0.006 * WIDTH)).max() < 0.1
    assert np.abs(near + far).max() < 0.1  # mid depth stays


def test_flow__full__moves_by_at_most_its_reach_and_differs_by_phase(textured):
    reach_px = 0.006 * WIDTH
    first, second = moved(textured, Shot(flow=1.0)), moved(textured, Shot(flow=1.0, flow_phase_rad=1.5))
    for found in (first, second):
        assert 0.6 * reach_px < np.abs(found).max() < 1.1 * reach_px
    assert np.abs(first - second).max() > 0.3 * reach_px


def test_exposure__of_one_stop__doubles_the_light_of_the_shadows_and_keeps_white():
    linear = (mean_level((40, 40, 40), Shot(exposure_ev=1.0)) / 255) ** 2.2
    assert linear == pytest.approx(2 * (40 / 255) ** 2.2, rel=0.06)
    assert mean_level((255, 255, 255), Shot(exposure_ev=1.0)).min() > 253
    levels = [mean_level((level,) * 3, Shot(exposure_ev=1.2))[0] for level in range(0, 256, 15)]
    assert np.diff(levels).min() > 0  # nothing turns over, nothing clips


def test_exposure__of_minus_one_stop__halves_the_light():
    assert (mean_level((200, 200, 200), Shot(exposure_ev=-1.0)) / 255) ** 2.2 == pytest.approx(
        0.5 * (200 / 255) ** 2.2, rel=0.02
    )


def test_saturation__zero__leaves_the_luma_as_grey():
    level = mean_level((200, 80, 30), Shot(saturation=0.0))
    assert level == pytest.approx([0.2126 * 200 + 0.7152 * 80 + 0.0722 * 30] * 3, abs=0.6)


@pytest.mark.parametrize(("warmth", "more", "less"), [(0.6, 0, 2), (-0.6, 2, 0)])
def test_warmth__either_way__shifts_grey_between_red_and_blue(warmth, more, less):
    level = mean_level((128, 128, 128), Shot(warmth=warmth))
    assert level[more] > 130
    assert level[more] - level[less] > 15
    assert level[less] < level[1] < level[more]


def test_contrast__positive_spreads_and_negative_flattens__middle_and_ends_stay():
    def spread(contrast):
        shot = Shot(contrast=contrast)
        return mean_level((180,) * 3, shot)[0] - mean_level((75,) * 3, shot)[0]

    assert spread(1.0) > spread(0.3) > 105 > spread(-0.3) > spread(-1.0)
    for contrast in (-1.0, 1.0):
        assert mean_level((255,) * 3, Shot(contrast=contrast))[0] > 254
        assert mean_level((0,) * 3, Shot(contrast=contrast))[0] < 1


def test_bloom__around_a_lamp__lights_what_is_near_and_leaves_dark_pictures_alone():
    picture = plain_picture(*BASE, (20, 20, 20))
    cv2.circle(picture, (480, 270), 40, (255, 240, 200), -1)
    compositor = compositor_over(picture, WIDTH, HEIGHT)
    gain = draw_rgb(compositor, Shot(bloom=1.0)).astype(int) - draw_rgb(compositor, Shot())
    near, far = gain[180, 360], gain[20, 20]
    assert near[0] > 15
    assert near[0] > near[2]  # in the lamp's own colour
    assert np.abs(far).max() <= 2
    assert mean_level((100, 100, 100), Shot(bloom=1.0)) == pytest.approx([100] * 3, abs=0.6)


def test_bloom__in_a_moved_view__moves_with_the_picture():
    picture = plain_picture(*BASE, (20, 20, 20))
    cv2.circle(picture, (480, 270), 40, (255, 255, 255), -1)
    compositor = compositor_over(picture, WIDTH, HEIGHT)
    frame = draw_rgb(compositor, Shot(pan_x=-0.1, bloom=1.0)).astype(float)
    columns = frame[180, :, 0] - 20
    assert (columns * np.arange(WIDTH)).sum() / columns.sum() == pytest.approx((WIDTH - 1) / 2 + 64, abs=1.5)


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0])
def test_grain__of_sigma__has_that_standard_deviation_and_no_colour(sigma):
    frame = draw_rgb(compositor_over(plain_picture(*BASE, (128, 128, 128)), WIDTH, HEIGHT), Shot(grain=sigma))
    assert frame[..., 0].std() == pytest.approx(sigma, rel=0.08)
    assert frame.mean() == pytest.approx(128, abs=0.1)
    assert np.array_equal(frame[..., 0], frame[..., 2])


def test_grain__of_other_frames_and_seeds__is_independent():
    compositor = compositor_over(plain_picture(*BASE, (128, 128, 128)), WIDTH, HEIGHT)
    one, next_frame, other_seed = (
        draw_rgb(compositor, Shot(grain=2.0), seed, index)[..., 0].astype(float).ravel()
        for seed, index in ((1, 10), (1, 11), (2, 10))
    )
    assert abs(np.corrcoef(one, next_frame)[0, 1]) < 0.05
    assert abs(np.corrcoef(one, other_seed)[0, 1]) < 0.05


def test_vignette__full__darkens_corners_smoothly_and_leaves_the_middle():
    frame = draw_rgb(compositor_over(plain_picture(*BASE, (200, 200, 200)), WIDTH, HEIGHT), Shot(vignette=1.0))
    assert frame[HEIGHT // 2, WIDTH // 2, 0] >= 199
    assert frame[:4, :4].mean() < 50
    along = cv2.blur(frame[..., 0].astype(np.float32), (9, 9))[HEIGHT // 2, WIDTH // 2 :]
    assert np.diff(along).max() < 0.2
    assert np.abs(frame[::-1, ::-1].astype(float).mean() - frame.mean()) < 0.01


def test_soft_gradient__dark_and_slow__has_no_bands():
    """A ramp of eight levels over the whole width: in bands, its local mean would go in steps."""
    ramp = np.linspace(20, 28, BASE[0], dtype=np.float32)
    picture = np.repeat(np.round(ramp).astype(np.uint8)[None, :, None], BASE[1], axis=0).repeat(3, axis=2)
    shot = Shot(vignette=0.5, exposure_ev=0.5)
    frame = draw_rgb(compositor_over(picture, WIDTH, HEIGHT), shot)[..., 1].astype(np.float32)
    down = frame[:, WIDTH // 2 - 40 : WIDTH // 2 + 40].mean(axis=1)  # the vignette alone: some four levels
    smooth = cv2.GaussianBlur(down[:, None], (0, 0), 12).ravel()
    assert 3 < np.ptp(smooth) < 6
    assert np.abs(down - smooth)[20:-20].max() < 0.25


@pytest.mark.parametrize(
    "shot", [Shot(parallax_x=0.015, parallax_y=0.01), Shot(pan_x=0.03), Shot(roll_rad=0.04), Shot(flow=1.0)]
)
def test_edge__view_beyond_the_picture__shows_texture_and_no_smear(shot):
    compositor = compositor_over(textured_picture(*BASE, blur_px=1.0), WIDTH, HEIGHT, flat_depth(1.0))
    frame = grey_of(draw_rgb(compositor, shot)).astype(float)
    detail_across, detail_down = np.abs(np.diff(frame, axis=1)), np.abs(np.diff(frame, axis=0))
    usual = detail_across.mean()
    for strip in (detail_across[:, :8], detail_across[:, -8:], detail_down[:8], detail_down[-8:]):
        assert strip.mean() > 0.6 * usual


def waves(x, y):
    """A texture known at every real point (in output pixels), 8-bit grey: ten plane waves 16-60 pixels long."""
    rng = np.random.default_rng(4)
    total = np.zeros((len(y), len(x)), np.float32)
    for length, angle, phase in zip(
        rng.uniform(16, 60, 10), rng.uniform(0, np.pi, 10), rng.uniform(0, 6, 10), strict=True
    ):
        across, down = (2 * np.pi / length * part for part in (np.cos(angle), np.sin(angle)))
        along_y = np.exp(1j * (down * y + phase)).astype(np.complex64)
        total += np.outer(along_y, np.exp(1j * across * x).astype(np.complex64)).real
    return np.clip(127.5 + 38 * total, 0, 255).round().astype(np.uint8)


def test_slow_zoom__two_percent_in_eight_seconds__moves_without_steps():
    """Frames of a zoom at 1280x720 against the same texture computed where it ought to be."""
    width, height, frames = 1280, 720, 240
    x, y = np.arange(width), np.arange(height)
    base = waves((np.arange(1920) + 0.5) / 1.5 - 0.5, (np.arange(1080) + 0.5) / 1.5 - 0.5)
    compositor = compositor_over(np.repeat(base[..., None], 3, axis=2), width, height)
    points = np.stack(np.meshgrid(x[80:-80:160], y[80:-80:140]), axis=-1).reshape(-1, 2)
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    shown = [*range(0, frames, 6), *range(100, 112), frames - 1]
    errors = []
    for index in shown:
        zoom = 1 + 0.02 * index / (frames - 1)
        ideal = waves(middle_x + (x - middle_x) / zoom, middle_y + (y - middle_y) / zoom)
        errors.append(displacement(ideal, grey_of(draw_rgb(compositor, Shot(zoom=zoom), 1, index)), points))
    largest_px, rms_px = np.abs(errors).max(), np.sqrt(np.square(errors).mean())
    print(f"largest error {largest_px:.3f} px, rms {rms_px:.4f} px")
    assert largest_px <= 0.1
    assert rms_px <= 0.02


def test_frame__drawn_again_in_another_order_by_two_threads__has_the_same_bytes(textured):
    shots = [EVERYTHING._replace(zoom=1 + 0.01 * index, flow_phase_rad=0.1 * index) for index in range(12)]
    alone = [draw_yuv(textured, shot, 7, index) for index, shot in enumerate(shots)]
    together: dict[int, np.ndarray] = {}

    def draw(indices):
        for index in indices:
            together[index] = draw_yuv(textured, shots[index], 7, index)

    threads = [threading.Thread(target=draw, args=(part,)) for part in (range(11, -1, -2), range(0, 12, 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(alone[index], together[index]) for index in range(12))


def test_yuv420p__of_any_shot__is_the_rgb_frame_in_bt709(textured):
    planes = draw_yuv(textured, EVERYTHING).astype(float)
    luma = planes[: WIDTH * HEIGHT].reshape(HEIGHT, WIDTH)
    cb, cr = planes[WIDTH * HEIGHT :].reshape(2, HEIGHT // 2, WIDTH // 2)
    rgb = draw_rgb(textured, EVERYTHING).astype(float)
    expected = 16 + 219 / 255 * (rgb @ [0.2126, 0.7152, 0.0722])
    assert np.abs(luma - expected).max() <= 1.1
    full = (expected - 16) * 255 / 219
    for plane, channel, scale in ((cb, 2, 1.8556), (cr, 0, 1.5748)):
        chroma = 128 + 224 / 255 * (rgb[..., channel] - full) / scale
        rows = (chroma[::2] + chroma[1::2]) / 2
        columns = np.pad(rows, ((0, 0), (1, 0)), mode="edge")
        sited = (columns[:, :-2:2] + 2 * columns[:, 1:-1:2] + columns[:, 2::2]) / 4  # over the left luma column
        assert np.abs(plane - sited).max() <= 1.5


@pytest.mark.parametrize("name", [field.name for field in fields(ShotPlan)])
def test_shot__every_field__changes_the_frame(name, textured):
    value = {"zoom": 1.2, "saturation": 0.5, "flow_phase_rad": 2.0, "grain": 2.0}.get(
        name, 0.01 if "par" in name else 0.3
    )
    before = Shot(flow=0.5)
    compositor = textured
    if "parallax" in name:
        compositor = compositor_over(textured_picture(*BASE), WIDTH, HEIGHT, flat_depth(1.0))
    change = draw_rgb(compositor, before._replace(**{name: value})).astype(int) - draw_rgb(compositor, before)
    assert np.abs(change).max() > 3


@pytest.mark.parametrize("size", [(854, 480), (480, 854), (480, 480), (600, 480), (480, 600), (16, 16), (321, 181)])
def test_size__of_any_shape__is_drawn_to_its_edges(size):
    width, height = size
    compositor = compositor_over(plain_picture(-(-width * 3 // 2), -(-height * 3 // 2), (60, 120, 180)), width, height)
    frame = draw_rgb(compositor, EVERYTHING._replace(vignette=0.0, grain=0.0, bloom=0.0))
    assert frame.reshape(-1, 3).std(axis=0).max() < 1


def test_draw__before_a_base_is_set__says_so():
    with pytest.raises(ValueError, match="set_base"):
        draw_yuv(Compositor(16, 16), Shot())


def test_base__exchanged__shows_in_the_next_frame():
    compositor = compositor_over(plain_picture(24, 24, (0, 0, 0)), 16, 16)
    compositor.set_base(plain_picture(24, 24, (200, 200, 200)), flat_depth())
    assert draw_rgb(compositor, Shot()).min() > 195


def test_kernels__cache_folder_cannot_be_written__still_draw(tmp_path):
    """The home is a file, so that no folder can be made in it."""
    home = tmp_path / "home"
    home.write_bytes(b"")
    program = (
        "import os; os.environ['S2V_DESKTOP_HOME'] = os.environ['NOWHERE']\n"
        "from s2v_desktop.render import jit\n"
        "assert jit._folder is None and 'NUMBA_CACHE_DIR' not in os.environ\n"
        "assert jit.kernel(lambda x: x + 1)(1) == 2\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=environment(NOWHERE=str(home)))


def test_kernels__cache_folder_given__is_under_the_home_before_numba_reads_it(tmp_path):
    program = (
        "import os, s2v_desktop.render.kernels, numba\n"
        "print(numba.config.CACHE_DIR == os.environ['NUMBA_CACHE_DIR'] == os.environ['EXPECTED'])\n"
    )
    settings = environment(S2V_DESKTOP_HOME=str(tmp_path), EXPECTED=str(tmp_path / "cache" / "kernels"))
    done = subprocess.run([sys.executable, "-c", program], check=True, env=settings, capture_output=True, text=True)
    assert done.stdout.strip() == "True"


def environment(**extra):
    kept = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **extra}
