"""Downloads from a hub that misbehaves on purpose: every way ends with the right bytes or with a sentence."""

import threading
from dataclasses import replace

import pytest
from hub_server import HubServer, Reply
from store_scenes import (
    MB,
    PATIENCE_S,
    QUICK,
    REPOSITORY,
    Told,
    content,
    downloaded,
    downloads,
    kept_of,
    on_disk,
    piece,
    unfinished,
)

from s2v_desktop.core.error_text import describe_error
from s2v_desktop.core.errors import ErrorCode
from s2v_desktop.store.checksum import BLOCK_BYTES
from s2v_desktop.store.downloads import Downloads
from s2v_desktop.store.events import PieceState
from s2v_desktop.store.manifest import Catalog
from s2v_desktop.store.settings import SourceKind, StoreSettings
from s2v_desktop.store.sources import HuggingFaceSource

BIG = "big.bin"
FILES = {BIG: content(6 * MB), "small.json": b"{}"}


@pytest.fixture
def hub():
    with HubServer({REPOSITORY: dict(FILES)}) as own:
        yield own


@pytest.fixture
def root(tmp_path):
    return tmp_path / "models"


def assert_ready(event, root):
    assert event.state is PieceState.READY, event.error
    assert on_disk(root) == FILES
    assert unfinished(root) == []


def assert_failed(event, root, code, path=BIG):
    assert event.state is PieceState.FAILED
    assert event.error is not None
    assert event.error.code is code
    assert describe_error(event.error).count(".") >= 2
    assert path not in on_disk(root)


def test_connection_dropped_in_mid_file__goes_on_from_the_very_byte(hub, root):
    hub.once[BIG] = [Reply(drops_after=1_234_567), Reply(drops_after=2_000_000)]
    told, event = downloaded(root, hub)
    assert_ready(event, root)
    assert hub.served[BIG] == len(FILES[BIG])  # nothing twice
    assert PieceState.RETRYING in told.states()


def test_connection_dropped_before_the_first_byte__is_tried_again(hub, root):
    hub.once[BIG] = [Reply(drops_after=0)] * 3
    assert_ready(downloaded(root, hub)[1], root)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_busy_server__is_tried_again(hub, root, status):
    hub.once[BIG] = [Reply(status=status)] * 2
    hub.listing_replies = [Reply(status=status)]
    told, event = downloaded(root, hub)
    assert_ready(event, root)
    waits = [event.error for event in told.events if event.state is PieceState.RETRYING]
    assert {error.code for error in waits if error} == {ErrorCode.HUB_REFUSES}


def test_retry_after__the_wish_is_heeded(hub, root):
    """Otherwise the second try would come after 10 ms, the third after 20."""
    hub.once[BIG] = [Reply(status=429, headers=(("Retry-After", "600"),))]
    timing = replace(QUICK, longest_wish_s=0.6)
    told = Told()
    with downloads(root, hub, told, timing=timing) as own:
        own.add("model")
        told.wait_for(lambda event: event.state is PieceState.RETRYING)
        assert not own.wait(0.4)
        assert len(hub.requests_for(BIG)) == 1
        assert own.wait(PATIENCE_S)
        assert_ready(own.status("piece"), root)


def test_busy_for_ever__fails_with_a_sentence_and_keeps_what_is_there(hub, root):
    hub.once[BIG] = [Reply(drops_after=5 * MB)]
    hub.always[BIG] = Reply(status=503)
    _, event = downloaded(root, hub)
    assert_failed(event, root, ErrorCode.HUB_REFUSES)
    assert "big.bin.part" in unfinished(root)
    hub.always.clear()
    hub.served.clear()
    with downloads(root, hub, Told()) as own:
        own.resume("model")
        assert own.wait(PATIENCE_S)
    assert hub.served[BIG] == len(FILES[BIG]) - kept_of(5 * MB)
    assert on_disk(root) == FILES


@pytest.mark.parametrize("says", [5 * MB, 7 * MB])
def test_wrong_length__once__is_tried_again(hub, root, says):
    hub.once[BIG] = [Reply(says_length=says), Reply(says_length=says, knows_ranges=False)]
    assert_ready(downloaded(root, hub)[1], root)


def test_wrong_length__always__is_not_trusted(hub, root):
    hub.always[BIG] = Reply(says_length=7 * MB)
    assert_failed(downloaded(root, hub)[1], root, ErrorCode.HUB_UNTRUSTED)


def test_wrong_bytes__once__the_file_comes_again(hub, root):
    hub.once[BIG] = [Reply(corrupt_at=3 * MB)]
    _, event = downloaded(root, hub)
    assert_ready(event, root)
    assert hub.served[BIG] == 2 * len(FILES[BIG])


def test_wrong_bytes__always__fails_and_leaves_no_file(hub, root):
    hub.always[BIG] = Reply(corrupt_at=3 * MB)
    _, event = downloaded(root, hub)
    assert_failed(event, root, ErrorCode.DOWNLOAD_DAMAGED)
    assert "big.bin.part" not in unfinished(root)


def test_wrong_bytes__in_a_small_file_without_sha256__are_found(hub, root):
    hub.always["small.json"] = Reply(corrupt_at=0)
    assert_failed(downloaded(root, hub)[1], root, ErrorCode.DOWNLOAD_DAMAGED, "small.json")


def test_no_ranges__the_whole_file_comes_and_is_right(hub, root):
    hub.always[BIG] = Reply(knows_ranges=False)
    assert_ready(downloaded(root, hub)[1], root)


def test_no_ranges_after_a_drop__what_is_there_is_dropped_from_the_stream(hub, root):
    hub.once[BIG] = [Reply(drops_after=2_500_000, knows_ranges=False)]
    hub.always[BIG] = Reply(knows_ranges=False)
    told, event = downloaded(root, hub)
    assert_ready(event, root)
    assert max(event.bytes_done for event in told.events) == event.bytes_total


def test_slow_drip__is_cut_off_and_tried_again(hub, root):
    hub.once[BIG] = [Reply(drip_s=0.01)]
    told, event = downloaded(root, hub)
    assert_ready(event, root)
    assert PieceState.RETRYING in told.states()


def test_stall__is_noticed_and_tried_again(hub, root):
    hub.once[BIG] = [Reply(stalls_after=1 * MB)]
    told, event = downloaded(root, hub)
    assert_ready(event, root)
    assert hub.served[BIG] == len(FILES[BIG])
    assert PieceState.RETRYING in told.states()


def test_server_gone_for_a_while__waits_and_goes_on(hub, root):
    """Here for a second where patience is two; with the real 60 s in tests/bench/bench_downloads.py."""
    hub.once[BIG] = [Reply(drops_after=2 * MB)]
    told = Told()
    with downloads(root, hub, told, timing=replace(QUICK, give_up_after_s=20)) as own:
        own.add("model")
        told.wait_for(lambda event: event.state is PieceState.RETRYING)
        hub.stop()
        told.events.clear()
        back = threading.Timer(1, hub.start)
        back.start()
        assert own.wait(PATIENCE_S)
        back.join()
        assert_ready(own.status("piece"), root)
    silent = [event.error for event in told.events if event.state is PieceState.RETRYING]
    assert len(silent) > 5
    assert silent[-1] is not None
    assert silent[-1].code is ErrorCode.HUB_UNREACHABLE


def test_server_gone_for_good__fails_with_a_sentence(hub, root):
    told = Told()
    hub.stop()
    with downloads(root, hub, told) as own:
        own.add("model")
        assert own.wait(PATIENCE_S)
        assert_failed(own.status("piece"), root, ErrorCode.HUB_UNREACHABLE)
    hub.start()


class TestRedirects:
    """Files that lie on another host, as those of all hubs do."""

    @pytest.fixture
    def other(self, hub):
        """Serves the big file under a name that the client takes for another host."""
        with HubServer({REPOSITORY: dict(FILES)}) as own:
            self.link = f"{own.other_url}/{REPOSITORY}/resolve/0123456789abcdef0123456789abcdef01234567/{BIG}?sig=1"
            hub.always[BIG] = Reply(redirect=self.link)
            yield own

    def test_redirect__the_token_stays_at_home(self, hub, other, root):
        with downloads(root, hub, Told(), token="secret") as own:
            own.add("model")
            assert own.wait(PATIENCE_S)
            assert_ready(own.status("piece"), root)
        assert {seen.token for seen in hub.seen} == {"secret"}
        assert [seen.token for seen in other.requests_for(BIG)] == [""]
        assert hub.served[BIG] == 0

    def test_redirect__a_drop__is_gone_on_with_through_the_hub(self, hub, other, root):
        other.once[BIG] = [Reply(drops_after=1 * MB)]
        assert_ready(downloaded(root, hub)[1], root)
        assert other.served[BIG] == len(FILES[BIG])
        assert len(hub.requests_for(BIG)) == 2  # a link is asked for anew each time

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_redirect__the_link_has_expired__another_is_asked_for(self, hub, other, root, status):
        other.once[BIG] = [Reply(status=status), Reply(drops_after=1 * MB), Reply(status=status)]
        assert_ready(downloaded(root, hub)[1], root)
        assert len(hub.requests_for(BIG)) == 4

    def test_redirect__every_link_has_expired__fails_soon(self, hub, other, root):
        other.always[BIG] = Reply(status=403)
        assert_failed(downloaded(root, hub)[1], root, ErrorCode.HUB_REFUSES)

    @pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://localhost/x", "//"])
    def test_redirect__to_what_is_no_hub__is_refused(self, hub, root, link):
        hub.always[BIG] = Reply(redirect=link)
        assert_failed(downloaded(root, hub)[1], root, ErrorCode.HUB_UNTRUSTED)

    def test_redirect__in_a_circle__is_refused(self, hub, root):
        hub.always[BIG] = Reply(redirect="?again")
        assert_failed(downloaded(root, hub)[1], root, ErrorCode.HUB_UNTRUSTED)


@pytest.mark.parametrize("status", [401, 403])
def test_refused_at_the_hub_itself__fails_at_once(hub, root, status):
    hub.always[BIG] = Reply(status=status)
    _, event = downloaded(root, hub)
    assert_failed(event, root, ErrorCode.HUB_REFUSES)
    assert len(hub.requests_for(BIG)) == 1


def test_one_file_fails__the_others_stop_and_the_first_fault_is_told(hub, root):
    hub.once["small.json"] = [Reply(status=403)]
    hub.once[BIG] = [Reply(stalls_after=MB)]
    timing = replace(QUICK, silence_s=30)
    _, event = downloaded(root, hub, timing=timing)
    assert_failed(event, root, ErrorCode.HUB_REFUSES)


class TestSeveralSources:
    """As ``Auto`` has them."""

    def sources(self, *hubs):
        kinds = [SourceKind.HUGGING_FACE, SourceKind.HF_MIRROR]
        return [HuggingFaceSource(kind, hub.url, timing=QUICK) for kind, hub in zip(kinds, hubs, strict=False)]

    def run(self, root, *hubs):
        told, sources = Told(), self.sources(*hubs)
        with Downloads(root, Catalog((), (piece(),)), StoreSettings(), told, sources=sources, timing=QUICK) as own:
            own.add("piece")
            assert own.wait(PATIENCE_S)
            return own.status("piece")

    @pytest.fixture
    def second(self):
        with HubServer({REPOSITORY: dict(FILES)}) as own:
            yield own

    def test_first_cannot_be_reached__the_second_serves(self, hub, second, root):
        hub.stop()
        assert_ready(self.run(root, hub, second), root)
        hub.start()

    def test_first_lacks_the_model__the_second_serves(self, hub, second, root):
        hub.repositories.clear()
        assert_ready(self.run(root, hub, second), root)

    def test_one_fails_in_mid_file__the_other_goes_on(self, hub, second, root):
        hub.always[BIG] = second.always[BIG] = Reply(drops_after=5 * MB)
        hub.once[BIG] = second.once[BIG] = []

        def serve_the_rest():
            """Whoever is asked second serves well."""
            while not (hub.requests_for(BIG) or second.requests_for(BIG)):
                threading.Event().wait(0.001)
            begun, other = (hub, second) if hub.requests_for(BIG) else (second, hub)
            other.always.clear()
            begun.always[BIG] = Reply(status=503)

        helper = threading.Thread(target=serve_the_rest)
        helper.start()
        event = self.run(root, hub, second)
        helper.join()
        assert_ready(event, root)
        assert hub.served[BIG] > 0
        assert second.served[BIG] > 0
        assert hub.served[BIG] + second.served[BIG] <= len(FILES[BIG]) + BLOCK_BYTES

    def test_none_can_be_reached__names_all(self, hub, second, root):
        hub.stop()
        second.stop()
        event = self.run(root, hub, second)
        assert_failed(event, root, ErrorCode.HUB_UNREACHABLE)
        hub.start()
        second.start()
