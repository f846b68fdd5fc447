"""A generation gives the published video, whatever way it is computed, and tells of every step."""

import torch
from diffusers import FirstBlockCacheConfig
from wan_pipeline_inputs import picture, small, sound
from wan_toy import relative_error, toy_meta, toy_tensor, toy_transformer

from s2v_desktop.engines.wan_s2v.pipeline import WanS2VPipeline


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


def test_seed__same_or_other__same_or_other_video(pipeline):
    def latents(**changes) -> torch.Tensor:
        return pipeline(picture(), sound(0.3), **small(**changes), output_type="latent").frames[0]

    generator = torch.Generator().manual_seed(5)
    generator_state = generator.get_state()
    assert torch.equal(latents(seed=None, generator=generator), latents(seed=5))
    assert torch.equal(generator.get_state(), generator_state)
    assert not torch.equal(latents(seed=6), latents(seed=5))
    assert not torch.equal(latents(seed=None), latents(seed=None))


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
