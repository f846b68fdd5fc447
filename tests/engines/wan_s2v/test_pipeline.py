import numpy as np
import pytest
import soxr
import torch
from diffusers import AutoencoderKLWan, FirstBlockCacheConfig
from PIL import Image
from transformers import UMT5Config, UMT5EncoderModel
from wan_toy import relative_error, toy_audio_encoder, toy_meta, toy_tensor, toy_transformer, toy_vae, word_tokenizer

from s2v_desktop.core.errors import InputError, JobCancelledError
from s2v_desktop.engines.wan_s2v.audio_encoder import bucket_features, extract_features
from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.text_encoder import NEGATIVE_PROMPT


class CountingVae(AutoencoderKLWan):
    """Counts what it is asked for."""

    encoded_frames: list[int]
    decoded_latents: list[int]

    def encode(self, x, return_dict=True):
        self.encoded_frames.append(x.shape[2])
        return super().encode(x, return_dict)

    def decode(self, z, return_dict=True):
        self.decoded_latents.append(z.shape[2])
        return super().decode(z, return_dict)


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Small tensors on busy cores: threads would mostly wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def shared_pipeline() -> WanS2VPipeline:
    return WanS2VPipeline(transformer=toy_transformer(), vae=toy_vae(CountingVae), audio_encoder=toy_audio_encoder())


@pytest.fixture
def pipeline(shared_pipeline: WanS2VPipeline) -> WanS2VPipeline:
    shared_pipeline.vae.encoded_frames, shared_pipeline.vae.decoded_latents = [], []
    return shared_pipeline


def picture(width: int = 80, height: int = 64) -> np.ndarray:
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)


def sound(seconds: float, rate_hz: int = 16_000) -> np.ndarray:
    times_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (0.3 * np.sin(2 * np.pi * 220 * times_s) * (1 + np.sin(2 * np.pi * 3 * times_s))).astype(np.float32)


def published_generation() -> tuple[tuple, dict]:
    meta = toy_meta()["generate"]
    options = {
        "max_area": meta["max_area"],
        "infer_frames": meta["infer_frames"],
        "shift": meta["shift"],
        "num_inference_steps": meta["steps"],
        "guidance_scale": meta["guidance"],
        "seed": meta["seed"],
        "prompt_embeds": toy_tensor("generate.prompt_embeds"),
        "negative_prompt_embeds": toy_tensor("generate.negative_prompt_embeds"),
        "align_audio": False,
    }
    return (toy_tensor("generate.image_rgb").numpy(), toy_tensor("audio.waveform_16k")), options


def small(**changes) -> dict:
    """Options of a generation that takes a moment."""
    options = {
        "height": 64,
        "width": 64,
        "infer_frames": 8,
        "num_inference_steps": 2,
        "seed": 5,
        "prompt_embeds": toy_tensor("generate.prompt_embeds"),
        "negative_prompt_embeds": toy_tensor("generate.negative_prompt_embeds"),
    }
    return options | changes


def test_generation__published_inputs__gives_the_published_latents_and_video(pipeline):
    inputs, options = published_generation()
    clips = list(pipeline.iter_clips(*inputs, **options))
    assert [clip.index for clip in clips] == [0, 1, 2]
    for clip in clips:
        assert clip.num_clips == 3
        assert relative_error(clip.latents, toy_tensor(f"generate.latents_to_decode.{clip.index}")) < 1e-3
    video = torch.cat([clip.frames for clip in clips], dim=2)[0]
    assert relative_error(video[:, :, ::4, ::4], toy_tensor("generate.video_every_4th_pixel")) < 1e-3


def test_generation__beginning_with_the_picture__gives_the_published_latents(pipeline):
    inputs, options = published_generation()
    result = pipeline(*inputs, **options, init_first_frame=True, num_clips=1, output_type="latent")
    assert len(result.frames) == 1
    assert relative_error(result.frames[0], toy_tensor("generate_init_first.latents_to_decode.0")) < 1e-3
    assert pipeline.vae.decoded_latents == []


def test_guidance__as_a_batch__is_the_same_as_two_calls(pipeline):
    separate, batched = (
        pipeline(picture(), sound(0.3), **small(batch_guidance=as_batch), output_type="latent").frames[0]
        for as_batch in (False, True)
    )
    assert relative_error(batched, separate) < 1e-5


def test_guidance__scale_of_1__needs_no_negative_prompt_and_half_the_calls(pipeline):
    calls = []
    hook = pipeline.transformer.register_forward_hook(lambda *_: calls.append(1))
    options = small(guidance_scale=1.0, negative_prompt_embeds=None)
    pipeline(picture(), sound(0.3), **options, output_type="latent")
    assert len(calls) == 2
    pipeline(picture(), sound(0.3), **small(), output_type="latent")
    hook.remove()
    assert len(calls) == 2 + 4


@pytest.mark.parametrize("when", [(0, 0), (0, 1), (1, 0)])
def test_cancel__raised_in_the_step_callback__leaves_at_once_and_decodes_nothing_more(pipeline, when):
    calls = []
    hook = pipeline.transformer.register_forward_pre_hook(lambda *_: calls.append(1))

    def cancel(pipe, step, timestep, tensors):
        if (pipe.clip_index, step) == when:
            calls.clear()
            raise JobCancelledError

    with pytest.raises(JobCancelledError):
        pipeline(picture(), sound(1.0), **small(callback_on_step_end=cancel))
    hook.remove()
    assert calls == []
    assert len(pipeline.vae.decoded_latents) == when[0]  # the clips that were whole


def test_cancel__and_then_again__the_result_is_that_of_a_fresh_run(pipeline):
    def cancel(pipe, step, timestep, tensors):
        raise JobCancelledError

    fresh = pipeline(picture(), sound(0.3), **small(), output_type="latent").frames[0]
    with pytest.raises(JobCancelledError):
        pipeline(picture(), sound(0.3), **small(callback_on_step_end=cancel))
    assert torch.equal(pipeline(picture(), sound(0.3), **small(), output_type="latent").frames[0], fresh)


def test_step_callback__every_step__knows_clip_step_and_tensors_and_may_change_the_latents(pipeline):
    seen = []

    def still(pipe, step, timestep, tensors):
        seen.append((pipe.clip_index, pipe.num_clips, step, int(timestep), sorted(tensors)))
        return {"latents": torch.zeros_like(tensors["latents"])}

    options = small(
        callback_on_step_end=still, callback_on_step_end_tensor_inputs=["latents", "prompt_embeds"], num_clips=2
    )
    latents = pipeline(picture(), sound(2.0), **options, output_type="latent").frames
    timesteps = [999, 749]  # shift 3 of 0.999 and 0.4995
    assert [entry[:4] for entry in seen] == [(clip, 2, step, timesteps[step]) for clip in (0, 1) for step in (0, 1)]
    assert seen[0][4] == ["latents", "prompt_embeds"]
    assert not latents[0][:, :, -2:].any()


def test_clips__come_one_by_one__before_the_next_is_begun(pipeline):
    stream = pipeline.iter_clips(picture(), sound(2.0), **small())
    first = next(stream)
    assert first.frames.shape == (1, 3, 5, 64, 64)
    assert pipeline.vae.decoded_latents == [3]
    assert next(stream).frames.shape == (1, 3, 8, 64, 64)
    assert pipeline.vae.decoded_latents == [3, 21]
    stream.close()


def test_clips__broken_off_and_resumed__are_those_of_one_run(pipeline):
    whole = list(pipeline.iter_clips(picture(), sound(1.2), **small()))
    assert len(whole) == 3
    done = torch.cat([clip.frames for clip in whole[:2]], dim=2)
    (last,) = pipeline.iter_clips(picture(), sound(1.2), **small(previous_frames=done))
    assert last.index == 2
    assert torch.equal(last.frames, whole[2].frames)


def test_clips__resumed_from_half_a_clip__are_refused(pipeline):
    with pytest.raises(InputError, match="5, 13"):
        next(pipeline.iter_clips(picture(), sound(0.8), **small(previous_frames=torch.zeros(1, 3, 7, 64, 64))))


def test_last_clip__made_to_fit__is_as_long_as_needed_but_never_too_short(pipeline):
    options = small(infer_frames=40, num_inference_steps=1)
    for num_frames, latents in ((20, [9]), (33, [10]), (41, [11, 27])):
        whole = list(pipeline.iter_clips(picture(), sound(num_frames / 16), **options, num_frames=num_frames))
        fitting = list(
            pipeline.iter_clips(
                picture(), sound(num_frames / 16), **options, num_frames=num_frames, fits_last_clip=True
            )
        )
        assert [clip.latents.shape[2] for clip in fitting] == latents
        assert sum(clip.frames.shape[2] for clip in fitting) == num_frames
        if len(whole) > 1:
            assert torch.equal(fitting[0].frames, whole[0].frames)


def test_finished_frames__changed_by_the_caller__are_what_the_next_clip_goes_on_from(pipeline):
    def rounded(index: int, frames: torch.Tensor) -> torch.Tensor:
        return (frames * 20).round() / 20

    options = small(finish_frames=rounded)
    first, second = pipeline.iter_clips(picture(), sound(0.6), **options)
    assert torch.equal(first.frames, rounded(0, first.frames))
    plain = list(pipeline.iter_clips(picture(), sound(0.6), **small()))
    assert not torch.equal(second.latents, plain[1].latents)
    (again,) = pipeline.iter_clips(picture(), sound(0.6), **options, previous_frames=first.frames)
    assert torch.equal(again.frames, second.frames)


def test_clips__resumed_from_the_last_frames_alone__are_those_of_one_run(pipeline):
    whole = list(pipeline.iter_clips(picture(), sound(1.2), **small()))
    past = torch.cat([torch.zeros(1, 3, 73, 64, 64), *(clip.frames for clip in whole[:2])], dim=2)[:, :, -73:]
    (last,) = pipeline.iter_clips(picture(), sound(1.2), **small(previous_frames=past, first_clip=2))
    assert torch.equal(last.frames, whole[2].frames)


def test_clean_latents__at_every_step__are_what_the_noise_is_to_become(pipeline):
    seen = []

    def keep(pipe, step, timestep, tensors):
        seen.append((tensors["clean_latents"], tensors["latents"]))

    options = small(
        num_inference_steps=6,
        callback_on_step_end=keep,
        callback_on_step_end_tensor_inputs=["clean_latents", "latents"],
    )
    end = pipeline(picture(), sound(0.3), **options, output_type="latent").frames[0][:, :, 1:]
    errors = [(relative_error(clean, end), relative_error(noisy, end)) for clean, noisy in seen]
    assert all(clean < noisy for clean, noisy in errors[:4])
    assert torch.equal(seen[-1][0], end)


def test_first_clip__without_a_past__encodes_the_picture_alone(pipeline):
    next(pipeline.iter_clips(picture(), sound(0.3), **small()))
    assert pipeline.vae.encoded_frames == [1]


def test_align_audio__on__is_three_frames_of_silence_before_the_sound(pipeline):
    def latents(waveform: np.ndarray, **changes) -> torch.Tensor:
        return pipeline(picture(), waveform, **small(num_clips=1, **changes), output_type="latent").frames[0]

    waveform = sound(0.6)
    delayed = np.concatenate([np.zeros(3000, np.float32), waveform])
    aligned = latents(waveform)
    assert torch.equal(aligned, latents(delayed, align_audio=False))
    assert relative_error(aligned, latents(waveform, align_audio=False)) > 1e-4


def test_align_audio__video_begins_with_the_picture__there_is_nothing_to_align(pipeline):
    options = small(init_first_frame=True, num_clips=1)
    on, off = (
        pipeline(picture(), sound(0.6), **options, align_audio=align, output_type="latent").frames[0]
        for align in (True, False)
    )
    assert torch.equal(on, off)


def test_audio__of_another_rate_or_as_features__is_the_same_as_its_16_khz_waveform(pipeline):
    at_48k = sound(0.5, 48_000)
    at_16k = soxr.resample(at_48k, 48_000, 16_000)
    options = small(align_audio=False, num_clips=1)
    expected = pipeline(picture(), torch.from_numpy(at_16k), **options, output_type="latent").frames[0]
    resampled = pipeline(picture(), (at_48k, 48_000), **options, output_type="latent").frames[0]
    assert torch.equal(resampled, expected)
    features = extract_features(at_16k, pipeline.audio_encoder)
    given = pipeline(picture(), audio_features=features, **options, output_type="latent").frames[0]
    assert torch.equal(given, expected)


@pytest.mark.parametrize(("num_frames", "init_first_frame"), [(1, False), (5, False), (6, False), (8, True), (9, True)])
def test_num_frames__any_length__is_the_length_of_the_video(pipeline, num_frames, init_first_frame):
    options = small(num_frames=num_frames, init_first_frame=init_first_frame, num_inference_steps=1)
    video = pipeline(picture(), sound(num_frames / 16), **options).frames
    assert video.shape == (1, num_frames, 64, 64, 3)


def test_sound_of_any_length__clips_as_they_are__reach_its_end(pipeline):
    for frames in (77, 78, 157, 158):
        features = extract_features(np.zeros(3000 + frames * 1000, np.float32), pipeline.audio_encoder)
        assert bucket_features(features).num_clips * 80 - 3 >= frames


def test_output__np_and_pil__are_the_same_pixels(pipeline):
    array = pipeline(Image.fromarray(picture()), sound(0.3), **small(num_clips=1)).frames
    assert array.dtype == np.float32
    assert 0 <= array.min() < array.max() <= 1
    (images,) = pipeline(picture(), sound(0.3), **small(num_clips=1), output_type="pil").frames
    assert np.array_equal(np.stack([np.array(image) for image in images]), (array[0] * 255).round().astype(np.uint8))


def test_seed__same_or_other__same_or_other_video(pipeline):
    def latents(**changes) -> torch.Tensor:
        return pipeline(picture(), sound(0.3), **small(**changes), output_type="latent").frames[0]

    generator = torch.Generator().manual_seed(5)
    generator_state = generator.get_state()
    assert torch.equal(latents(seed=None, generator=generator), latents(seed=5))
    assert torch.equal(generator.get_state(), generator_state)
    assert not torch.equal(latents(seed=6), latents(seed=5))
    assert not torch.equal(latents(seed=None), latents(seed=None))


def test_prompt__in_words__is_encoded_once_and_then_found_on_disk(pipeline, tmp_path):
    tokenizer = word_tokenizer("a singer on stage")
    torch.manual_seed(0)
    text_encoder = UMT5EncoderModel(UMT5Config(vocab_size=400, d_model=40, d_kv=8, d_ff=48, num_layers=2, num_heads=4))
    reader = WanS2VPipeline(
        pipeline.transformer,
        pipeline.vae,
        text_encoder=text_encoder.eval(),
        tokenizer=tokenizer,
        audio_encoder=pipeline.audio_encoder,
    )
    calls = []
    text_encoder.register_forward_hook(lambda *_: calls.append(1))
    cache = PromptCache(tmp_path, "toy")
    options = small(prompt_embeds=None, negative_prompt_embeds=None, prompt_cache=cache, output_type="latent")

    first = reader(picture(), sound(0.3), "a singer", **options).frames[0]
    assert len(calls) == 2  # the prompt and the model's own negative one
    assert cache.load(NEGATIVE_PROMPT) is not None
    again = reader(picture(), sound(0.3), " a  singer", **options).frames[0]
    assert len(calls) == 2
    assert torch.equal(again, first)
    without_encoder = pipeline(picture(), sound(0.3), "a singer", **options).frames[0]
    assert torch.equal(without_encoder, first)
    other = reader(picture(), sound(0.3), "a singer", negative_prompt="on stage", **options).frames[0]
    assert len(calls) == 3
    assert not torch.equal(other, first)


def test_transformer_in_bfloat16__the_video__is_nearly_that_of_float32(pipeline):
    exact = pipeline(picture(), sound(0.3), **small(), output_type="latent").frames[0]
    half = WanS2VPipeline(toy_transformer().to(torch.bfloat16), pipeline.vae, audio_encoder=pipeline.audio_encoder)
    assert relative_error(half(picture(), sound(0.3), **small(), output_type="latent").frames[0], exact) < 0.05


def test_block_cache__switched_on__saves_blocks_and_starts_anew_with_each_clip(pipeline):
    options = small(num_inference_steps=4, init_first_frame=True, num_clips=2, output_type="latent")
    calls = []
    hook = pipeline.transformer.blocks[-1].attn1.register_forward_hook(lambda *_: calls.append(pipeline.clip_index))
    pipeline(picture(), sound(1.0), **options)
    assert [calls.count(clip) for clip in (0, 1)] == [8, 8]
    calls.clear()
    pipeline.transformer.enable_cache(FirstBlockCacheConfig(threshold=1e9))
    pipeline(picture(), sound(1.0), **options)
    pipeline.transformer.disable_cache()
    hook.remove()
    assert [calls.count(clip) for clip in (0, 1)] == [2, 2]  # the first step of both passes


def test_pose_video__given__moves_the_video_and_is_held_back_with_the_sound(pipeline):
    def latents(**changes) -> torch.Tensor:
        options = small(num_clips=1, audio_features=torch.zeros(25, 14, 24), **changes)
        return pipeline(picture(), **options, output_type="latent").frames[0]

    pose = np.random.default_rng(1).integers(0, 256, (5, 32, 40, 3), dtype=np.uint8)
    held = np.concatenate([pose[:1].repeat(3, axis=0), pose])
    followed = latents(pose_video=pose)
    assert relative_error(followed, latents()) > 1e-4
    assert torch.equal(followed, latents(pose_video=held, align_audio=False))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"height": 72}, "height"),
        ({"width": 48}, "width"),
        ({"infer_frames": 6}, "infer_frames"),
        ({"num_frames": 0}, "num_frames"),
        ({"num_clips": 0}, "num_clips"),
        ({"num_inference_steps": 0}, "num_inference_steps"),
        ({"height": None, "width": None, "max_area": 4000}, "max_area"),
    ],
)
def test_options__number_that_cannot_be__is_named(pipeline, changes, words):
    with pytest.raises(InputError, match=words):
        pipeline(picture(), sound(0.3), **small(**changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prompt": "a singer"}, "prompt"),
        ({"prompt_embeds": None}, "prompt"),
        ({"prompt_embeds": None, "prompt": "a singer"}, "text encoder"),
        ({"audio_features": torch.zeros(25, 9, 24)}, "audio"),
        ({"audio": None}, "audio"),
        ({"height": None}, "height and width"),
        ({"generator": torch.Generator()}, "seed"),
        ({"first_clip": 1}, "previous_frames"),
        ({"negative_prompt": "blurred"}, "negative_prompt"),
        ({"output_type": "mp4"}, "output_type"),
        ({"callback_on_step_end_tensor_inputs": ["noise"]}, "noise"),
    ],
)
def test_inputs__missing_or_contradicting__are_named(pipeline, changes, words):
    with pytest.raises(ValueError, match=words):
        pipeline(picture(), **({"audio": sound(0.3)} | small(**changes)))
    assert pipeline.vae.encoded_frames == []
