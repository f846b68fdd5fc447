"""PyTorch's files described without PyTorch: the same as what it finds in them."""

import pickle

import pytest
import torch

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.engines.wan_s2v.pickle_listing import list_pickle
from s2v_desktop.engines.wan_s2v.pickle_loading import open_pickle

DTYPES = (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.uint8)


def module_state() -> dict:
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    return module.state_dict()  # an OrderedDict with attributes of its own


def every_dtype() -> dict:
    tensors = {str(dtype): torch.zeros(2, 3).to(dtype) for dtype in DTYPES}
    return tensors | {"view": torch.arange(10.0)[2:5], "scalar": torch.tensor(1.0)}


def wrapped() -> dict:
    return {"epoch": 3, "lr": 0.1, "note": "best", "state_dict": {"w": torch.nn.Parameter(torch.zeros(4, 5))}}


@pytest.mark.parametrize("in_zip", [True, False])
@pytest.mark.parametrize("make", [module_state, every_dtype, wrapped])
def test_list_pickle__files_of_torch__has_the_shapes_and_sizes_that_torch_finds(tmp_path, make, in_zip):
    path = tmp_path / "model.pth"
    torch.save(make(), path, _use_new_zipfile_serialization=in_zip)
    listed, opened = list_pickle(path).tensors, open_pickle(path)
    assert list(listed) == list(opened)
    for name, tensor in opened.items():
        assert listed[name].shape == tuple(tensor.shape)
        assert listed[name].size_bytes == tensor.numel() * tensor.element_size()


def test_list_pickle__eight_bit_floats__are_listed(tmp_path):
    torch.save({"w": torch.zeros(2, 3).to(torch.float8_e4m3fn)}, tmp_path / "m.pth")
    (info,) = list_pickle(tmp_path / "m.pth").tensors.values()
    assert (info.shape, info.dtype, info.size_bytes) == ((2, 3), "FLOAT8_E4M3FN", 6)


def test_list_pickle__dtypes__are_called_as_other_files_call_them(tmp_path):
    torch.save({"a": torch.zeros(2, dtype=torch.bfloat16), "b": torch.zeros(2)}, tmp_path / "m.pth")
    assert [info.dtype for info in list_pickle(tmp_path / "m.pth").tensors.values()] == ["BF16", "F32"]


@pytest.mark.parametrize("in_zip", [True, False])
def test_list_pickle__data_shorter_than_its_tensors__is_damaged(tmp_path, in_zip):
    path = tmp_path / "model.pth"
    torch.save({"w": torch.zeros(1000)}, path, _use_new_zipfile_serialization=in_zip)
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(ModelError) as caught:
        list_pickle(path)
    assert caught.value.code is ErrorCode.MODEL_UNREADABLE


def test_list_pickle__attribute_of_an_allowed_class__is_still_refused(tmp_path):
    class Sneaky:
        def __reduce__(self):
            return getattr, (dict, "fromkeys")

    path = tmp_path / "model.pth"
    path.write_bytes(pickle.dumps({"w": Sneaky()}))
    with pytest.raises(ModelError) as caught:
        list_pickle(path)
    assert caught.value.code is ErrorCode.MODEL_UNSAFE
