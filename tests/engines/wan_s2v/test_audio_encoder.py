import numpy as np
import pytest
import torch
from transformers import Wav2Vec2FeatureExtractor, Wav2Vec2ForCTC, Wav2Vec2Model
from wan_toy import relative_error, toy_audio_encoder, toy_meta, toy_tensor

from s2v_desktop.engines.wan_s2v import audio_encoder
from s2v_desktop.engines.wan_s2v.audio_encoder import bucket_features, extract_features, frame_features


@pytest.fixture(scope="module")
def model() -> Wav2Vec2Model:
    return toy_audio_encoder()


def noise(seconds: float, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).normal(0.1, 0.2, int(seconds * 16_000)).astype(np.float32)


def test_features__published_waveform__equal_the_published_features(model):
    features = extract_features(toy_tensor("audio.waveform_16k"), model)
    assert relative_error(features, toy_tensor("audio.features_30hz")) < 1e-5


@pytest.mark.parametrize("frames", [32, 48, 80])
def test_buckets__published_features__equal_the_published_buckets(frames):
    buckets = bucket_features(toy_tensor("audio.features_30hz"), frames_per_clip=frames)
    assert buckets.num_clips == toy_meta()[f"audio.bucket_{frames}"]["num_clips"]
    assert relative_error(buckets.features, toy_tensor(f"audio.bucket_{frames}")) < 1e-5


def test_normalisation__any_waveform__is_that_of_the_feature_extractor():
    waveform = noise(1.3)
    expected = Wav2Vec2FeatureExtractor(do_normalize=True)(waveform, sampling_rate=16_000).input_values[0]
    np.testing.assert_allclose(audio_encoder._normalised(waveform).numpy(), expected, atol=1e-5)


def test_features__model_with_a_head_given__are_those_of_the_model_inside(model):
    waveform = noise(0.7)
    around = Wav2Vec2ForCTC(model.config).eval()
    around.wav2vec2 = model
    assert torch.equal(extract_features(waveform, around), extract_features(waveform, model))


def test_features__sound_shorter_than_one_state__are_one_feature(model):
    assert extract_features(noise(0.01), model).shape == (25, 1, 24)


def test_features__stereo__are_refused(model):
    with pytest.raises(ValueError, match="mono"):
        extract_features(np.zeros((2, 16_000), np.float32), model)


def test_features__sound_that_just_fits_a_window__are_encoded_at_once(model, monkeypatch):
    waveform = audio_encoder._normalised(noise(2.0))
    whole = audio_encoder._encode(waveform, model)
    monkeypatch.setattr(audio_encoder, "_WINDOW_STATES", whole.shape[1])
    assert torch.equal(audio_encoder._encode_in_windows(waveform, model), whole)


@pytest.mark.parametrize("extra_states", [1, 17, 60, 61, 200])
def test_features__sound_longer_than_a_window__lose_no_state_and_stay_close(model, monkeypatch, extra_states):
    window, context = 100, 20
    monkeypatch.setattr(audio_encoder, "_WINDOW_STATES", window)
    monkeypatch.setattr(audio_encoder, "_CONTEXT_STATES", context)
    waveform = audio_encoder._normalised(noise((window + extra_states) / 50 + 0.006))
    whole = audio_encoder._encode(waveform, model)
    assert whole.shape[1] == window + extra_states
    windowed = audio_encoder._encode_in_windows(waveform, model)
    assert windowed.shape == whole.shape
    # What each state hears itself (the first layers) is the same to rounding; far attention differs a little.
    assert relative_error(windowed[0], whole[0]) < 1e-4
    assert relative_error(windowed, whole) < 0.05


def test_frame_features__sound_ends__later_frames_are_zero():
    picked = frame_features(torch.ones(2, 15, 3), num_frames=12)
    assert picked.shape == (12, 2, 3)
    assert torch.equal(picked[:, 0, 0], torch.tensor([1.0] * 8 + [0.0] * 4))


def test_buckets__whole_number_of_clips__leave_room_for_one_more():
    assert bucket_features(torch.ones(1, 149, 1)).num_clips == 1
    assert bucket_features(torch.ones(1, 150, 1)).num_clips == 2
