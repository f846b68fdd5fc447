"""The pipeline of toy models, with a VAE that counts what it is asked for."""

import pytest
from diffusers import AutoencoderKLWan
from wan_toy import toy_audio_encoder, toy_transformer, toy_vae

from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline


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


@pytest.fixture(scope="module")
def shared_pipeline() -> WanS2VPipeline:
    return WanS2VPipeline(transformer=toy_transformer(), vae=toy_vae(CountingVae), audio_encoder=toy_audio_encoder())


@pytest.fixture
def pipeline(shared_pipeline: WanS2VPipeline) -> WanS2VPipeline:
    shared_pipeline.vae.encoded_frames, shared_pipeline.vae.decoded_latents = [], []
    return shared_pipeline
