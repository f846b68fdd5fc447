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


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("UnicodeDecodeError in the header", "a header that cannot be read"),
        ("Error while deserializing header: MetadataIncompleteBuffer", "a header that cannot be read"),
        ("12 of 90 header bytes", "a header that cannot be read"),
        ("no JSON", "content that cannot be read"),
        ("no weight_map", "content that cannot be read"),
        ("RuntimeError", "content that cannot be read"),
        ("120 of 500 bytes", "120 of 500 bytes"),
        ("another checksum", "another checksum"),
    ],
)
def test_describe__damaged_model_file__says_what_was_found_in_plain_words(found, said):
    words = describe_error(S2VError(ErrorCode.MODEL_UNREADABLE, "vae.safetensors", found))
    assert words.endswith(f"Verify and repair its model, or get another copy of the file (found: {said}).")
