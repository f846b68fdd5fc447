import pytest

from s2v_desktop.core.error_text import ERROR_TEXT, describe_error
from s2v_desktop.core.errors import ErrorCode, S2VError


@pytest.mark.parametrize("code", ErrorCode)
def test_error_text__every_code__is_one_sentence_and_one_advice(code):
    text = ERROR_TEXT[code]
    words = describe_error(S2VError(code, "DETAIL", "HINT"))
    assert text.sentence.endswith(".")
    assert text.advice.endswith(".")
    assert "{" not in words
    assert ("DETAIL" in words) == ("{detail}" in text.sentence + text.advice)


def test_describe__missing_parts__are_named_in_plain_words():
    words = describe_error(S2VError(ErrorCode.MODEL_MISSING, "transformer, vae", "/models"))
    assert words.startswith("A part of the model is missing: video model (transformer), picture decoder (VAE).")


def test_describe__missing_file__keeps_its_name():
    words = describe_error(S2VError(ErrorCode.MODEL_MISSING, "vae, old.safetensors", "/models"))
    assert words.startswith("A part of the model is missing: vae, old.safetensors.")
