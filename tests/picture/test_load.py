"""What comes out of a picture file, and what is said about one that cannot be used."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.picture.load import MAX_SIDE_PX, load_picture, picture_size

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)

#: What an upright picture looks like when it is stored for each EXIF orientation.
STORED_FOR_ORIENTATION = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def four_corners(width: int = 120, height: int = 80) -> Image.Image:
    """Red, green, blue and white quarters, reading order."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, WHITE
    return Image.fromarray(pixels)


def grey_ramp(white: float, dtype: type) -> np.ndarray:
    return np.tile(np.linspace(0, white, 256), (64, 1)).astype(dtype)


def error_code(path: Path) -> ErrorCode:
    with pytest.raises(InputError) as caught:
        load_picture(path)
    return caught.value.code


def corners(picture: np.ndarray) -> list[tuple[int, ...]]:
    return [tuple(int(value) for value in picture[y, x]) for y in (9, -9) for x in (9, -9)]


@pytest.mark.parametrize("suffix", ["png", "bmp", "tiff", "webp"])
def test_load_picture__lossless_format__gives_the_same_pixels(tmp_path: Path, suffix: str):
    path = tmp_path / f"cover.{suffix}"
    four_corners().save(path, lossless=True)
    picture = load_picture(path)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(picture, np.asarray(four_corners()))


@pytest.mark.parametrize("orientation", STORED_FOR_ORIENTATION)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff"])
def test_load_picture__every_exif_orientation__comes_out_upright(tmp_path: Path, orientation: int, suffix: str):
    stored = four_corners()
    if STORED_FOR_ORIENTATION[orientation] is not None:
        stored = stored.transpose(STORED_FOR_ORIENTATION[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"phone.{suffix}"
    stored.save(path, exif=exif, quality=95)
    picture = load_picture(path)
    assert picture.shape == (80, 120, 3)
    np.testing.assert_allclose(corners(picture), [RED, GREEN, BLUE, WHITE], atol=12)
    assert picture_size(path) == (120, 80)


@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_picture_size__larger_than_what_is_loaded__has_its_proportions(tmp_path: Path, suffix: str):
    path = tmp_path / f"poster.{suffix}"
    Image.new("RGB", (6001, 4003), "white").save(path)
    size, (height, width, _) = picture_size(path), load_picture(path).shape
    assert size == (6001, 4003)
    assert size.width / size.height == pytest.approx(width / height, rel=0.001)


@pytest.mark.parametrize("content", [b"no picture at all", b"\x89PNG\r\n\x1a\n"])
def test_picture_size__no_picture__is_refused(tmp_path: Path, content: bytes):
    path = tmp_path / "cover.png"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        picture_size(path)
    assert caught.value.code is ErrorCode.PICTURE_UNREADABLE


def test_load_picture__exif_is_garbage__picture_still_loads(tmp_path: Path):
    path = tmp_path / "camera.jpg"
    four_corners().save(path, exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff" + bytes(range(40)))
    assert load_picture(path).shape == (80, 120, 3)


def test_load_picture__name_lies_about_the_format__content_decides(tmp_path: Path):
    path = tmp_path / "cover.jpg"
    four_corners().save(path, "PNG")
    np.testing.assert_array_equal(load_picture(path), np.asarray(four_corners()))


@pytest.mark.parametrize("format_name", ["GIF", "PPM", "ICO", "TGA", "PDF"])
def test_load_picture__format_not_offered__is_refused_whatever_its_name(tmp_path: Path, format_name: str):
    path = tmp_path / "cover.png"
    four_corners().save(path, format_name)
    assert error_code(path) is ErrorCode.PICTURE_UNREADABLE


# --- transparency


@pytest.mark.parametrize("suffix", ["png", "webp", "tiff"])
def test_load_picture__half_transparent__shows_the_background_through(tmp_path: Path, suffix: str):
    path = tmp_path / f"logo.{suffix}"
    Image.new("RGBA", (64, 64), (255, 0, 0, 128)).save(path, lossless=True)
    np.testing.assert_allclose(load_picture(path, (0, 0, 255))[32, 32], (128, 0, 127), atol=1)


def test_load_picture__grey_with_alpha__is_flattened(tmp_path: Path):
    path = tmp_path / "logo.png"
    Image.new("LA", (64, 64), (200, 0)).save(path)
    assert tuple(load_picture(path, (10, 20, 30))[5, 5]) == (10, 20, 30)


@pytest.mark.parametrize("transparency", [0, b"\x00\xff"])
def test_load_picture__transparent_palette_entry__shows_the_background(tmp_path: Path, transparency: int | bytes):
    image = Image.new("P", (64, 64), 0)
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.paste(1, (32, 0, 64, 64))
    path = tmp_path / "palette.png"
    image.save(path, transparency=transparency)
    picture = load_picture(path, (9, 9, 9))
    assert tuple(picture[5, 5]) == (9, 9, 9)
    assert tuple(picture[5, 60]) == GREEN


def test_load_picture__one_colour_declared_transparent__shows_the_background(tmp_path: Path):
    path = tmp_path / "keyed.png"
    four_corners().save(path, transparency=RED)
    assert corners(load_picture(path, (1, 2, 3))) == [(1, 2, 3), GREEN, BLUE, WHITE]


def test_load_picture__premultiplied_tiff__is_not_darkened_twice(tmp_path: Path):
    path = tmp_path / "premultiplied.tiff"
    Image.new("RGBA", (64, 64), (128, 0, 0, 128)).save(path)
    extra_samples = struct.Struct("<HHII").pack
    content = path.read_bytes()
    assert extra_samples(338, 3, 1, 2) in content
    path.write_bytes(content.replace(extra_samples(338, 3, 1, 2), extra_samples(338, 3, 1, 1)))
    np.testing.assert_allclose(load_picture(path, (0, 0, 0))[5, 5], (128, 0, 0), atol=1)


# --- colour


def test_load_picture__bilevel__is_black_and_white(tmp_path: Path):
    path = tmp_path / "scan.png"
    image = Image.new("1", (64, 64), 1)
    image.paste(0, (0, 0, 32, 64))
    image.save(path)
    picture = load_picture(path)
    assert tuple(picture[5, 5]) == (0, 0, 0)
    assert tuple(picture[5, 60]) == WHITE


@pytest.mark.parametrize("suffix", ["jpg", "tiff"])
def test_load_picture__cmyk__is_not_inverted(tmp_path: Path, suffix: str):
    path = tmp_path / f"print.{suffix}"
    four_corners().convert("CMYK").save(path, quality=95)  # Pillow writes JPEGs inverted, with Adobe's marker
    np.testing.assert_allclose(corners(load_picture(path)), [RED, GREEN, BLUE, WHITE], atol=12)


def test_load_picture__lab_tiff__becomes_srgb(tmp_path: Path):
    lab = ImageCms.createProfile("LAB")
    image = ImageCms.profileToProfile(four_corners(), ImageCms.createProfile("sRGB"), lab, outputMode="LAB")
    path = tmp_path / "lab.tiff"
    image.save(path)
    np.testing.assert_allclose(corners(load_picture(path)), [RED, GREEN, BLUE, WHITE], atol=25)


def swapped_primaries_profile() -> bytes:
    """An sRGB profile whose red and blue primaries have changed places: its effect cannot be overlooked."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", profile[128:132])[0]
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_load_picture__embedded_profile__is_honoured(tmp_path: Path, mode: str):
    path = tmp_path / "wide gamut.png"
    four_corners().convert(mode).save(path, icc_profile=swapped_primaries_profile())
    np.testing.assert_allclose(corners(load_picture(path)), [BLUE, GREEN, RED, WHITE], atol=4)


def test_load_picture__grey_with_srgb_profile__stays_grey(tmp_path: Path):
    path = tmp_path / "grey.png"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("L", (64, 64), 100).save(path, icc_profile=profile)
    np.testing.assert_allclose(load_picture(path)[5, 5], (100, 100, 100), atol=1)


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "L"])
def test_load_picture__profile_is_garbage__picture_loads_without_it(tmp_path: Path, mode: str):
    path = tmp_path / "broken profile.tiff"
    Image.new("RGB", (64, 64), WHITE).convert(mode).save(path, icc_profile=b"not a profile" * 20)
    assert tuple(load_picture(path)[5, 5]) == WHITE


# --- more than 8 bits


@pytest.mark.parametrize("suffix", ["png", "tiff"])
def test_load_picture__16_bit_grey__keeps_its_range(tmp_path: Path, suffix: str):
    path = tmp_path / f"scan.{suffix}"
    Image.fromarray(grey_ramp(65535, np.uint16)).save(path)
    np.testing.assert_allclose(load_picture(path)[0, :, 0], np.arange(256), atol=1)


@pytest.mark.parametrize(("white", "dtype"), [(1.0, np.float32), (255, np.float32), (255, np.int32), (65535, np.int32)])
def test_load_picture__32_bit_grey__is_scaled_by_the_range_it_uses(tmp_path: Path, white: float, dtype: type):
    path = tmp_path / "render.tiff"
    Image.fromarray(grey_ramp(white, dtype)).save(path)
    np.testing.assert_allclose(load_picture(path)[0, :, 0], np.arange(256), atol=1)


def test_load_picture__float_with_holes__gives_numbers(tmp_path: Path):
    values = grey_ramp(1.0, np.float32)
    values[0, :10] = np.nan
    path = tmp_path / "render.tiff"
    Image.fromarray(values).save(path)
    picture = load_picture(path)
    assert tuple(picture[0, 5]) == (0, 0, 0)
    assert picture[5, -1, 0] == 255


def test_load_picture__16_bit_grey_with_white_as_zero__is_not_negative(tmp_path: Path):
    path = tmp_path / "negative.tiff"
    Image.fromarray(grey_ramp(65535, np.uint16)).save(path, tiffinfo={262: 0})
    np.testing.assert_allclose(load_picture(path)[0, :, 0], np.arange(256)[::-1], atol=1)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, bits: int, colour_type: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*chunk) for chunk in chunks)


def test_load_picture__16_bit_rgb_png__keeps_its_range(tmp_path: Path):
    row = np.repeat(grey_ramp(65535, np.uint16)[0].astype(">u2"), 3).tobytes()
    path = tmp_path / "deep.png"
    path.write_bytes(png(256, 64, 16, 2, (b"\x00" + row) * 64))
    np.testing.assert_allclose(load_picture(path)[0, :, 1], np.arange(256), atol=1)


# --- animation


@pytest.mark.parametrize("suffix", ["png", "webp", "tiff"])
def test_load_picture__animated__first_frame_is_taken(tmp_path: Path, suffix: str):
    path = tmp_path / f"loop.{suffix}"
    first, second = Image.new("RGB", (64, 64), RED), Image.new("RGB", (64, 64), BLUE)
    first.save(path, save_all=True, append_images=[second], lossless=True)
    assert tuple(load_picture(path)[5, 5]) == RED


# --- size


@pytest.mark.parametrize("size", [(1, 1), (63, 200), (20000, 1), (1000, 100)])
def test_load_picture__too_small_or_too_narrow__is_refused(tmp_path: Path, size: tuple[int, int]):
    path = tmp_path / "dot.png"
    Image.new("RGB", size).save(path)
    assert error_code(path) is ErrorCode.PICTURE_TOO_SMALL


@pytest.mark.parametrize("size", [(64, 64), (512, 64)])
def test_load_picture__just_large_enough__is_taken(tmp_path: Path, size: tuple[int, int]):
    path = tmp_path / "small.png"
    Image.new("RGB", size).save(path)
    assert load_picture(path).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("side", [10_001, 12_000, 60_000, 2**31 - 1])
def test_load_picture__header_claims_too_many_pixels__is_refused_undecoded(tmp_path: Path, side: int):
    path = tmp_path / "bomb.png"
    path.write_bytes(png(side, side, 8, 2, b""))  # no pixels: decoding it would fail with another code
    assert error_code(path) is ErrorCode.PICTURE_TOO_LARGE


@pytest.mark.parametrize("format_name", ["JPEG", "PNG"])
def test_load_picture__just_within_100_megapixels__is_reduced_without_a_warning(tmp_path: Path, format_name: str):
    path = tmp_path / "poster"
    image = Image.new("L", (10_000, 9_500), 255)  # above the size at which Pillow warns
    image.paste(0, (0, 0, 5_000, 9_500))
    image.save(path, format_name)
    picture = load_picture(path)
    assert picture.shape == (3891, MAX_SIDE_PX, 3)
    assert picture[100, 2040, 0] < 10
    assert picture[100, 2056, 0] > 245


# --- damage


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.9])
def test_load_picture__truncated__is_unreadable(tmp_path: Path, suffix: str, kept: float):
    path = tmp_path / f"cut.{suffix}"
    noise = np.random.default_rng(1).integers(0, 256, (100, 100, 3), dtype=np.uint8)
    Image.fromarray(noise).save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert error_code(path) is ErrorCode.PICTURE_UNREADABLE


@pytest.mark.parametrize(
    "content", [b"\x00", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF", b"II*\x00", b"BM"]
)
def test_load_picture__hardly_more_than_a_signature__is_unreadable(tmp_path: Path, content: bytes):
    path = tmp_path / "stub.png"
    path.write_bytes(content)
    assert error_code(path) is ErrorCode.PICTURE_UNREADABLE


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "bmp", "tiff"])
def test_load_picture__random_bytes_overwritten__loads_or_is_refused_but_never_crashes(tmp_path: Path, suffix: str):
    path = tmp_path / f"worn.{suffix}"
    four_corners().save(path)
    sound = path.read_bytes()
    generator = np.random.default_rng(2)
    outcomes: set[ErrorCode | None] = set()
    for _ in range(80):
        worn = bytearray(sound)
        for at in generator.choice([*range(60), *range(len(worn) - 200, len(worn))], 4):  # where headers are
            worn[at] = generator.integers(0, 256)
        path.write_bytes(worn)
        try:
            picture = load_picture(path)
        except InputError as error:
            outcomes.add(error.code)
        else:
            outcomes.add(None)
            assert picture.shape[2] == 3
    assert outcomes <= {None, *(code for code in ErrorCode if code.startswith("picture_"))}
    assert len(outcomes) > 1


def test_load_picture__missing_empty_or_folder__says_which(tmp_path: Path):
    (tmp_path / "empty.png").touch()
    assert error_code(tmp_path / "none.png") is ErrorCode.FILE_MISSING
    assert error_code(tmp_path / "empty.png") is ErrorCode.FILE_EMPTY
    assert error_code(tmp_path) is ErrorCode.FILE_UNREADABLE


def test_load_picture__error__names_the_file_and_not_its_folder(tmp_path: Path):
    path = tmp_path / "封面 ü.png"
    path.write_bytes(b"no picture")
    with pytest.raises(InputError) as caught:
        load_picture(path)
    assert caught.value.detail == "封面 ü.png"
