"""Clips come one after the other: broken off, resumed, as long as needed, each going on from the one before."""

import numpy as np
import pytest
import torch
from wan_pipeline_inputs import picture, small, sound

from s2v_desktop.core.errors import InputError, JobCancelledError
from s2v_desktop.engines.wan_s2v.audio_encoder import bucket_features, extract_features


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


def test_first_clip__without_a_past__encodes_the_picture_alone(pipeline):
    next(pipeline.iter_clips(picture(), sound(0.3), **small()))
    assert pipeline.vae.encoded_frames == [1]


@pytest.mark.parametrize(("num_frames", "init_first_frame"), [(1, False), (5, False), (6, False), (8, True), (9, True)])
def test_num_frames__any_length__is_the_length_of_the_video(pipeline, num_frames, init_first_frame):
    options = small(num_frames=num_frames, init_first_frame=init_first_frame, num_inference_steps=1)
    video = pipeline(picture(), sound(num_frames / 16), **options).frames
    assert video.shape == (1, num_frames, 64, 64, 3)


def test_sound_of_any_length__clips_as_they_are__reach_its_end(pipeline):
    for frames in (77, 78, 157, 158):
        features = extract_features(np.zeros(3000 + frames * 1000, np.float32), pipeline.audio_encoder)
        assert bucket_features(features).num_clips * 80 - 3 >= frames
