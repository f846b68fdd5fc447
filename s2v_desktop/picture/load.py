"""A picture file becomes upright sRGB pixels, or an error that says what is wrong with it."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms

from s2v_desktop.core.errors import ErrorCode, InputError
from s2v_desktop.core.files import require_readable_file
from s2v_desktop.core.look import Size
from s2v_desktop.picture.deep_grey import DEEP_GREY_MODES, deep_grey_to_8_bit

MAX_PIXELS = 100_000_000
MIN_SIDE_PX = 64
MAX_ASPECT = 8
#: The long side of what is returned: more than the largest video needs, and little enough to work on quickly.
MAX_SIDE_PX = 4096

#: Tried on the content, whatever the name says. Nothing else is opened: fewer decoders for a hostile file to reach.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")

#: What Pillow's decoders are known to raise on a damaged file, besides their own ``UnidentifiedImageError``.
_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    struct.error,
    zlib.error,
)
_PROFILE_ERRORS = (ImageCms.PyCMSError, OSError, ValueError, TypeError)

#: EXIF orientation -> what makes the picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

#: Those of them that exchange width and height.
_ON_ITS_SIDE = (
    Image.Transpose.TRANSPOSE,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
)

#: Colour space of an ICC profile -> the Pillow mode that it describes.
_PROFILE_MODES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "LAB": "LAB"}


def load_picture(path: Path, background_rgb: tuple[int, int, int] = (0, 0, 0)) -> NDArray[np.uint8]:
    """Read the picture at ``path``: JPG, PNG, WebP, BMP or TIFF, told by its content.

    Args:
        path: The file. Of an animation the first frame is taken.
        background_rgb: 8-bit sRGB colour that shows where the picture is transparent.

    Returns:
        Upright sRGB pixels, uint8, shape ``(height, width, 3)``, the longer side at most ``MAX_SIDE_PX``.

    Raises:
        InputError: ``FILE_*``, ``PICTURE_UNREADABLE``, ``PICTURE_TOO_LARGE`` (judged by the header, before anything
            is decoded) or ``PICTURE_TOO_SMALL``.
    """
    with _opened(path) as image:
        return _decode(image, background_rgb)


def picture_size(path: Path) -> Size:
    """Return the upright size in pixels of the picture at ``path``, from its header where the format allows.

    Raises:
        InputError: As ``load_picture``, as far as a header tells.
    """
    with _opened(path) as image:
        if image.format == "TIFF":
            image.load()  # its reader turns the picture itself
        turned = _UPRIGHT.get(_exif_orientation(image)) in _ON_ITS_SIDE
        return Size(*(image.size[::-1] if turned else image.size))


def transparent_share(path: Path) -> float:
    """Return which share of the picture at ``path`` (0-1) lets the background through by a tenth or more.

    Raises:
        InputError: As ``load_picture``.
    """
    with _opened(path) as image:
        if not image.has_transparency_data:
            return 0.0
        alpha = _with_8_bit_channels(image).getchannel("A")
        return sum(alpha.histogram()[:230]) / (alpha.width * alpha.height)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """Open the picture at ``path``, its header of a usable size; decoding it inside raises the same errors."""
    require_readable_file(path)
    # Pillow warns about oddities that do no harm here; what does harm raises.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=_FORMATS) as image:
                _require_usable_size(image.size, path)
                yield image
        except Image.DecompressionBombError as error:
            raise _too_large(path) from error
        except _DECODER_ERRORS as error:
            raise InputError(ErrorCode.PICTURE_UNREADABLE, path.name) from error


def _require_usable_size(size: tuple[int, int], path: Path) -> None:
    short, long = sorted(size)
    if short * long > MAX_PIXELS:
        raise _too_large(path)
    if short < MIN_SIDE_PX or long > MAX_ASPECT * short:
        raise InputError(ErrorCode.PICTURE_TOO_SMALL, path.name, f"{MIN_SIDE_PX} pixels")


def _too_large(path: Path) -> InputError:
    return InputError(ErrorCode.PICTURE_TOO_LARGE, path.name, f"{MAX_PIXELS // 1_000_000} megapixels")


def _decode(image: Image.Image, background_rgb: tuple[int, int, int]) -> NDArray[np.uint8]:
    image.draft(None, _fitted(image.size))  # a large JPEG is decoded at a half, a quarter or an eighth
    image.load()
    profile = image.info.get("icc_profile")
    orientation = _exif_orientation(image)  # after loading: the TIFF reader turns its picture itself
    picture = _with_8_bit_channels(image)
    if max(picture.size) > MAX_SIDE_PX:
        picture = picture.resize(_fitted(picture.size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    return np.array(_flattened(picture, profile, background_rgb))


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    shrink = min(1.0, MAX_SIDE_PX / max(size))
    return max(1, round(size[0] * shrink)), max(1, round(size[1] * shrink))


def _exif_orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(ExifTags.Base.Orientation, 1)
    except _DECODER_ERRORS:  # damaged camera notes are no reason to refuse a sound picture
        return 1


def _with_8_bit_channels(image: Image.Image) -> Image.Image:
    """Return ``image`` in a mode that can be resized: L, RGB, RGBA, CMYK, LAB or YCbCr."""
    if image.mode in DEEP_GREY_MODES:
        return deep_grey_to_8_bit(image)
    if image.has_transparency_data:
        # Pillow has no way from premultiplied grey to RGBA in one step
        return image.convert("LA").convert("RGBA") if image.mode == "La" else image.convert("RGBA")
    if image.mode in ("1", "P", "RGBX", "HSV"):
        return image.convert("L" if image.mode == "1" else "RGB")
    return image


def _flattened(picture: Image.Image, profile: bytes | None, background_rgb: tuple[int, int, int]) -> Image.Image:
    if picture.mode != "RGBA":
        return _to_srgb(picture, profile)
    ground = Image.new("RGB", picture.size, background_rgb)
    ground.paste(_to_srgb(picture.convert("RGB"), profile), mask=picture.getchannel("A"))
    return ground


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return ``picture`` as sRGB by its ICC profile, or by the plain formulas where that is missing or does not fit."""
    try:
        source = _source_profile(picture, profile)
        if source is not None:
            space: str = source.profile.xcolor_space  # type: ignore[union-attr]  # typed as if it could be a file
            described = _PROFILE_MODES[space.strip().upper()]
            if picture.mode != described and picture.mode in ("L", "YCbCr") and described == "RGB":
                picture = picture.convert("RGB")
            return ImageCms.profileToProfile(  # type: ignore[return-value]  # None only when working in place
                picture,
                source,
                ImageCms.createProfile("sRGB"),
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                "RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
    except (*_PROFILE_ERRORS, LookupError):
        pass  # a broken or foreign profile: the numbers alone are the better guess
    return picture.convert("RGB")


def _source_profile(picture: Image.Image, profile: bytes | None) -> ImageCms.ImageCmsProfile | None:
    if picture.mode == "LAB":
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    return ImageCms.ImageCmsProfile(BytesIO(profile)) if profile else None
