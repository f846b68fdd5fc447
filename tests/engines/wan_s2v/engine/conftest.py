"""Toy models on the processor, and the frames of runs that nothing happened to."""

import gc
from pathlib import Path

import numpy as np
import pytest
from wan_engine_runs import Run, pictures, request_for
from wan_toy_folder import write_toy_folder

from s2v_desktop.core.engine_settings import DEVICE_VARIABLE, MAX_AREA_VARIABLE


@pytest.fixture(scope="module", autouse=True)
def libraries_are_no_garbage():
    """The engine collects garbage after each model; what is imported once need not be looked through each time."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def tiny_frames_on_the_processor():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DEVICE_VARIABLE, "cpu")
        patch.setenv(MAX_AREA_VARIABLE, "4096")
        yield


@pytest.fixture(scope="module")
def models(tmp_path_factory) -> Path:
    return write_toy_folder(tmp_path_factory.mktemp("models"), lora=True)


@pytest.fixture(scope="module")
def whole(models, tmp_path_factory) -> tuple[np.ndarray, Run]:
    """The frames of a run that nothing happened to."""
    run = Run()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("S2V_DESKTOP_HOME", str(tmp_path_factory.mktemp("home of the whole run")))
        return pictures(run.of(request_for(), models)), run


@pytest.fixture(scope="module")
def short(models, tmp_path_factory) -> np.ndarray:
    """The frames of a run of one clip."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("S2V_DESKTOP_HOME", str(tmp_path_factory.mktemp("home of the short run")))
        return pictures(Run().of(request_for(3.0), models))
