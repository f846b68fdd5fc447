"""What goes into the pipeline and comes out: sound, prompt, poses, pictures; and inputs that cannot be, by name."""

import numpy as np
import pytest
import soxr
import torch
from PIL import Image
from transformers import UMT5Config, UMT5EncoderModel
from wan_pipeline_inputs import picture, small, sound
from wan_toy import relative_error, word_tokenizer

from s2v_desktop.core.errors import InputError
from s2v_desktop.engines.wan_s2v.audio_encoder import extract_features
from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline
from s2v_desktop.engines.wan_s2v.prompt_cache import PromptCache
from s2v_desktop.engines.wan_s2v.text_encoder import NEGATIVE_PROMPT


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


def test_output__np_and_pil__are_the_same_pixels(pipeline):
    array = pipeline(Image.fromarray(picture()), sound(0.3), **small(num_clips=1)).frames
    assert array.dtype == np.float32
    assert 0 <= array.min() < array.max() <= 1
    (images,) = pipeline(picture(), sound(0.3), **small(num_clips=1), output_type="pil").frames
    assert np.array_equal(np.stack([np.array(image) for image in images]), (array[0] * 255).round().astype(np.uint8))


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
