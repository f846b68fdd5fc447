from hypothesis import given
from hypothesis import strategies as st
from wan_toy import relative_error, toy_vae

from s2v_desktop.engines.wan_s2v.frame_size import FrameSize
from s2v_desktop.engines.wan_s2v.vae_tiles import tile_size, use_tiles

GIB = 1 << 30
SIZES = st.sampled_from(
    [FrameSize(480, 832), FrameSize(832, 480), FrameSize(704, 1280), FrameSize(624, 624), FrameSize(896, 720)]
)


@given(SIZES, st.integers(0, 20 * GIB))
def test_tiles__any_memory__cover_the_frame_in_whole_latents(size, free_bytes):
    tile = tile_size(size, free_bytes)
    if tile is None:
        return
    assert all(side % 16 == 0 for side in tile)
    for side, length, stride in (
        (size.height, tile.height, tile.stride_height),
        (size.width, tile.width, tile.stride_width),
    ):
        starts = list(range(0, side, stride))
        assert starts[-1] + length >= side
        assert length == side or length - stride == 64


@given(SIZES, st.integers(3 * GIB, 12 * GIB))
def test_tiles__more_memory__are_no_more(size, free_bytes):
    def count(tile):
        return 1 if tile is None else -(-size.height // tile.stride_height) * -(-size.width // tile.stride_width)

    assert count(tile_size(size, free_bytes + GIB)) <= count(tile_size(size, free_bytes))


def test_tiles__room_for_whole_frames__are_not_used():
    assert tile_size(FrameSize(480, 832), 6 * GIB) is None
    assert tile_size(FrameSize(704, 1280), 6 * GIB) is not None


def test_vae__in_tiles__decodes_nearly_the_same():
    import torch

    vae, whole = toy_vae(), toy_vae()
    size = FrameSize(256, 320)
    use_tiles(vae, size, 220_000_000 * 2)
    assert vae.use_tiling
    latents = torch.randn(1, vae.config.z_dim, 2, size.height // 8, size.width // 8)
    with torch.no_grad():
        tiled, at_once = (one.decode(latents, return_dict=False)[0] for one in (vae, whole))
    # no whole number of the toy's means: what tiles do not see beyond their edge, and the blend, makes the difference
    assert relative_error(tiled, at_once) < 0.05
    use_tiles(vae, size, 10 * GIB)
    with torch.no_grad():
        assert torch.equal(vae.decode(latents, return_dict=False)[0], at_once)
