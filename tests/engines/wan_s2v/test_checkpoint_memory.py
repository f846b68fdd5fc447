"""Loading takes no second copy of the weights; measured in a process of its own, with weights that dwarf the rest."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from checkpoint_layouts import as_fp8_scaled, wide_config, wide_official, write_gguf, write_shards
from safetensors.torch import save_file

from s2v_desktop.engines.wan_s2v import checkpoint

DIM = 1024
#: Loads each file, touches every weight and prints the growth of the process's peak beside the size of the weights.
MEASURE = """
import gc, json, re, sys
from pathlib import Path
import torch
from s2v_desktop.engines.wan_s2v import checkpoint
from s2v_desktop.engines.wan_s2v.transformer import WanS2VTransformer3DModel

def memory(field):
    return int(re.search(field + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024

def load(path, dtype):
    gc.collect()
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts here
    model = checkpoint.load_transformer(Path(path), getattr(torch, dtype), json.loads(sys.argv[2]))
    weights = [p.as_tensor() if hasattr(p, "as_tensor") else p for p in model.parameters()]
    for weight in weights:
        weight.view(torch.uint8).max()
    return sum(w.numel() * w.element_size() for w in weights), memory("VmHWM") - before

files = json.loads(sys.argv[1])
load(*files[0])  # what libraries take once is not the weights'
print(json.dumps([load(*file) for file in files]))
"""


@pytest.fixture(scope="module")
def weights():
    return {name: tensor.bfloat16() for name, tensor in wide_official(DIM, 2 * DIM).items()}


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
def test_load_transformer__weights_of_100_megabytes_and_more__take_less_than_twice_their_size(tmp_path, weights):
    shards = write_shards(tmp_path / "official", weights)
    save_file(as_fp8_scaled(weights), tmp_path / "fp8")
    write_gguf(tmp_path / "gguf", weights, "Q8_0")
    files = [(shards, "bfloat16"), (tmp_path / "fp8", "bfloat16"), (tmp_path / "gguf", "bfloat16"), (shards, "float32")]
    arguments = json.dumps([(str(path), dtype) for path, dtype in files]), json.dumps(wide_config(DIM))
    done = subprocess.run([sys.executable, "-c", MEASURE, *arguments], check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout)
    ratios = [round(peak / size, 2) for size, peak in figures]
    print([(size / 1e6, ratio) for (size, _), ratio in zip(figures, ratios, strict=True)])
    assert all(size > 100e6 for size, _ in figures)
    assert max(ratios) < 2, ratios


@pytest.mark.skipif(sys.platform != "linux", reason="reads the maps from /proc")
def test_load_transformer__bf16_shards__are_mapped_not_copied(tmp_path, weights):
    model = checkpoint.load_transformer(write_shards(tmp_path, weights), torch.bfloat16, wide_config(DIM))
    weight = model.get_submodule("blocks.0.ffn.net.0.proj").weight
    maps = [line.split()[0] for line in Path("/proc/self/maps").read_text().splitlines() if str(tmp_path) in line]
    areas = [[int(end, 16) for end in area.split("-")] for area in maps]
    assert any(start <= weight.data_ptr() < end for start, end in areas)
