"""Lists from hubs: what is taken from them, what is refused, and who sees the token."""

import json
import threading

import pytest
from hub_server import REVISION, HubServer, Reply, git_sha1
from store_scenes import QUICK, REPOSITORY, content, piece

from s2v_desktop.core.errors import ErrorCode, ModelError
from s2v_desktop.store.hub_client import HubClient, system_proxy
from s2v_desktop.store.layout import FileRecord
from s2v_desktop.store.patience import PassingFaultError
from s2v_desktop.store.settings import SourceKind, StoreSettings, store_settings
from s2v_desktop.store.sources import HuggingFaceSource, ModelScopeSource, choose, probe, sources_for
from s2v_desktop.store.stop import StoppedError, StopSignal

FILES = {"a/big.bin": content(5000), "a/small.json": b"{}", "README.md": b"words"}


@pytest.fixture
def hub():
    with HubServer({REPOSITORY: dict(FILES)}) as own:
        yield own


@pytest.fixture(autouse=True)
def connections(monkeypatch):
    """All clients of a test are closed after it."""
    clients = []
    make = HubClient.__init__

    def remember(self, *args, **options):
        make(self, *args, **options)
        clients.append(self)

    monkeypatch.setattr(HubClient, "__init__", remember)
    yield
    for client in clients:
        client.close()


@pytest.fixture
def source(hub, connections):
    return HuggingFaceSource(SourceKind.CUSTOM, hub.url, timing=QUICK)


@pytest.fixture
def modelscope(hub, connections):
    return ModelScopeSource(SourceKind.MODELSCOPE, hub.url, timing=QUICK)


def refusal(source, tmp_path, own_piece=None):
    with pytest.raises(ModelError) as caught:
        source.resolve(tmp_path, own_piece or piece(patterns=("a/*",)), StopSignal())
    return caught.value


def test_resolve__hugging_face__pins_a_commit_and_takes_either_checksum(source, tmp_path):
    record = source.resolve(tmp_path, piece(patterns=("a/*",)), StopSignal())
    assert (record.repository, record.revision) == (REPOSITORY, REVISION)
    big, small = record.files
    assert (big.path, big.size_bytes, big.git_sha1) == ("a/big.bin", 5000, "")
    assert len(big.sha256) == 64
    assert small == FileRecord("a/small.json", 2, git_sha1=git_sha1(b"{}"))


def test_resolve__modelscope__takes_its_sha256(modelscope, tmp_path):
    record = modelscope.resolve(tmp_path, piece(patterns=("a/*",)), StopSignal())
    assert record.revision == "master"
    assert all(len(file.sha256) == 64 for file in record.files)


def test_file_url__odd_letters__are_quoted(source, modelscope, tmp_path):
    record = source.resolve(tmp_path, piece(patterns=("a/*",)), StopSignal())
    assert source.file_url(record, "a/b c#?.bin").endswith(f"/{REPOSITORY}/resolve/{REVISION}/a/b%20c%23%3F.bin")
    assert modelscope.file_url(record, "a/b&c.bin").endswith("FilePath=a%2Fb%26c.bin")


@pytest.mark.parametrize("path", ["a/../../evil", "/a/evil", "a/C:evil", "a\\..\\evil", "a/.piece.json", "a/con"])
@pytest.mark.parametrize("kind", ["source", "modelscope"])
def test_resolve__a_path_that_leads_elsewhere__refuses_the_whole_list(hub, tmp_path, request, kind, path):
    hub.listing_extra = [
        {"rfilename": path, "size": 1, "blobId": "0" * 40},
        {"Path": path, "Type": "blob", "Size": 1, "Sha256": "0" * 64},
    ][kind == "modelscope" :][:1]
    error = refusal(request.getfixturevalue(kind), tmp_path, piece(patterns=("*",)))
    assert error.code is ErrorCode.HUB_UNTRUSTED
    assert error.hint == path


@pytest.mark.parametrize(
    "extra",
    [
        {"rfilename": "a/x", "size": 1, "blobId": "0" * 40, "type": "symlink"},
        {"rfilename": "a/x", "size": 1, "blobId": "short"},
        {"rfilename": "a/x", "size": 1},
        {"rfilename": "a/x", "size": -1, "blobId": "0" * 40},
        {"rfilename": "a/x", "size": 1 << 50, "blobId": "0" * 40},
        {"rfilename": "a/x", "size": 1, "lfs": {"sha256": "?" * 64, "size": 1}},
        {"rfilename": "a/BIG.bin", "size": 1, "blobId": "0" * 40},
        {"rfilename": 7},
    ],
)
def test_resolve__hugging_face__an_entry_that_cannot_be_checked_is_refused(hub, source, tmp_path, extra):
    hub.listing_extra = [extra]
    assert refusal(source, tmp_path).code is ErrorCode.HUB_UNTRUSTED


@pytest.mark.parametrize(
    "extra",
    [
        {"Path": "a/x", "Type": "link", "Size": 1, "Sha256": "0" * 64},
        {"Path": "a/x", "Type": "commit", "Size": 1, "Sha256": "0" * 64},
        {"Path": "a/x", "Type": "blob", "Size": 1, "Sha256": ""},
    ],
)
def test_resolve__modelscope__links_and_files_without_checksum_are_refused(hub, modelscope, tmp_path, extra):
    hub.listing_extra = [extra]
    assert refusal(modelscope, tmp_path).code is ErrorCode.HUB_UNTRUSTED


def test_resolve__an_odd_entry_that_no_pattern_wants__is_of_no_matter(hub, source, tmp_path):
    hub.listing_extra = [{"rfilename": "../x", "size": 1, "type": "symlink"}]
    assert len(source.resolve(tmp_path, piece(patterns=("a/*",)), StopSignal()).files) == 2


def test_resolve__a_pattern_without_a_file__says_which(source, tmp_path):
    error = refusal(source, tmp_path, piece(patterns=("a/*", "b/*")))
    assert (error.code, error.hint) == (ErrorCode.HUB_LACKS_MODEL, "b/*")


def test_resolve__unknown_repository__is_lacking(source, tmp_path):
    assert refusal(source, tmp_path, piece(repository="no/such")).code is ErrorCode.HUB_LACKS_MODEL


def test_resolve__a_hub_without_that_repository__is_not_asked(hub, modelscope, tmp_path):
    assert refusal(modelscope, tmp_path, piece(repository="")).code is ErrorCode.HUB_LACKS_MODEL
    assert hub.seen == []


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"\xff", b'{"sha": "main", "siblings": []}'])
def test_resolve__an_answer_that_is_no_list__is_refused(tmp_path, answer):
    source = HuggingFaceSource(SourceKind.CUSTOM, "http://localhost:1", timing=QUICK)
    source.client.get = lambda url, stop: answer
    assert refusal(source, tmp_path).code is ErrorCode.HUB_UNTRUSTED


def test_resolve__an_endless_answer__is_cut_off(hub, source, tmp_path, monkeypatch):
    monkeypatch.setattr("s2v_desktop.store.hub_client._MOST_JSON_BYTES", 100)
    assert refusal(source, tmp_path).code is ErrorCode.HUB_UNTRUSTED


class TestToken:
    def seen_with(self, hub, url):
        client = HubClient(url, "secret", timing=QUICK)
        client.get(f"{hub.url}/api/models/{REPOSITORY}/revision/main", StopSignal())
        return hub.seen[-1].token

    def test_token__its_own_host__gets_it(self, hub):
        assert self.seen_with(hub, hub.url) == "secret"

    @pytest.mark.parametrize("other", ["http://localhost:{port}", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
    def test_token__another_host_port_or_scheme__does_not(self, hub, other):
        assert self.seen_with(hub, other.format(port=hub.port)) == ""

    def test_token__never_in_clear_text_to_another_computer(self):
        assert HubClient("http://hub.example", "secret")._token == ""
        assert HubClient("https://hub.example", "secret")._token == "secret"


class TestChoice:
    def pair(self, hub, other):
        return [
            HuggingFaceSource(kind, at.url, timing=QUICK) for kind, at in zip(SourceKind, (hub, other), strict=False)
        ]

    @pytest.fixture
    def other(self):
        with HubServer({REPOSITORY: dict(FILES)}) as own:
            yield own

    def test_probe__says_how_long_and_what(self, source, tmp_path):
        found = probe(source, tmp_path, piece(patterns=("a/*",)), StopSignal())
        assert found.record is not None
        assert 0 < found.seconds < 5

    def test_probe__nobody_there__is_a_fault_that_may_pass(self, hub, source, tmp_path):
        hub.stop()
        found = probe(source, tmp_path, piece(), StopSignal())
        hub.start()
        assert found.error is not None
        assert found.error.code is ErrorCode.HUB_UNREACHABLE
        assert found.fault is not None

    def test_choose__one_answers_well__is_taken(self, hub, other, tmp_path):
        hub.listing_replies = [Reply(status=503)]
        found = choose(self.pair(hub, other), tmp_path, piece(patterns=("a/*",)), StopSignal())
        assert found.source.base_url == other.url

    def test_choose__none_has_it__is_for_good(self, hub, other, tmp_path):
        with pytest.raises(ModelError) as caught:
            choose(self.pair(hub, other), tmp_path, piece(repository="no/such"), StopSignal())
        assert caught.value.code is ErrorCode.HUB_LACKS_MODEL

    def test_choose__one_lacks_it_and_one_is_busy__may_pass(self, hub, other, tmp_path):
        other.listing_replies = [Reply(status=503)]
        hub.repositories.clear()
        with pytest.raises(PassingFaultError):
            choose(self.pair(hub, other), tmp_path, piece(), StopSignal())

    def test_choose__stopped__stops(self, hub, tmp_path):
        stop = StopSignal()
        stop.set()
        with pytest.raises(StoppedError):
            choose(self.pair(hub, hub), tmp_path, piece(), stop)


class TestSettings:
    @pytest.mark.parametrize(
        ("settings", "hosts"),
        [
            (StoreSettings(), ["huggingface.co", "hf-mirror.com", "www.modelscope.cn"]),
            (StoreSettings("huggingface"), ["huggingface.co"]),
            (StoreSettings("hf-mirror"), ["hf-mirror.com"]),
            (StoreSettings("modelscope"), ["www.modelscope.cn"]),
            (StoreSettings("custom", "https://hub.example/sub/"), ["hub.example"]),
            (StoreSettings("no longer known"), ["huggingface.co", "hf-mirror.com", "www.modelscope.cn"]),
        ],
    )
    def test_sources_for__the_setting__chooses(self, settings, hosts):
        assert [source.client.host for source in sources_for(settings)] == hosts

    def test_sources_for__auto__sends_no_token(self):
        assert all(source.client._token == "" for source in sources_for(StoreSettings(hub_token="secret")))
        assert sources_for(StoreSettings("huggingface", hub_token="secret"))[0].client._token == "secret"

    @pytest.mark.parametrize(
        "url", ["", "hub", "ftp://hub", "http://", "file:///x", "http://[", "https://a b", "http://x:99999"]
    )
    def test_sources_for__a_custom_address_that_is_none__is_told(self, url):
        with pytest.raises(ModelError):
            sources_for(StoreSettings("custom", url))

    @pytest.mark.parametrize("proxy", ["::", "https://proxy", "http://x:99999", "a b"])
    def test_sources_for__a_proxy_that_is_none__is_told(self, proxy):
        with pytest.raises(ModelError):
            sources_for(StoreSettings("huggingface", hub_proxy=proxy))

    def test_store_settings__from_the_settings_file(self, home):
        assert store_settings() == StoreSettings()
        (home / "config").mkdir()
        written = {
            "hub_source": "custom",
            "hub_base_url": "https://x",
            "hub_proxy": "http://p",
            "hub_token": "t",
            "theme": "dark",
        }
        (home / "config" / "settings.json").write_text(json.dumps(written))
        assert store_settings() == StoreSettings("custom", "https://x", "http://p", "t")
        (home / "config" / "settings.json").write_text("{")
        assert store_settings() == StoreSettings()


class TestProxy:
    def test_proxy__requests_go_through_it_whole(self, hub, tmp_path):
        """A proxy is asked for the whole address; this server takes such requests for its own."""
        source = HuggingFaceSource(SourceKind.CUSTOM, "http://hub.example", proxy=hub.url, timing=QUICK)
        with pytest.raises(ModelError) as caught:
            source.resolve(tmp_path, piece(repository="no/such"), StopSignal())
        assert caught.value.code is ErrorCode.HUB_LACKS_MODEL
        assert source.resolve(tmp_path, piece(), StopSignal()).revision == REVISION
        assert {seen.host for seen in hub.seen} == {"hub.example"}

    def test_proxy__of_the_system__is_used_unless_the_host_is_excepted(self, monkeypatch):
        monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
        monkeypatch.setenv("no_proxy", "localhost,127.0.0.1")
        assert system_proxy("https://huggingface.co") == "http://proxy.example:3128"
        assert system_proxy("https://127.0.0.1:1") == ""
        monkeypatch.setenv("https_proxy", "socks5://proxy.example:1080")
        assert system_proxy("https://huggingface.co") == ""


def test_stop__while_a_server_is_silent__ends_the_reading_at_once(hub):
    hub.always["a/big.bin"] = Reply(stalls_after=10)
    client, stop = HubClient(hub.url), StopSignal()  # its silence is 30 s
    stopping = threading.Timer(0.2, stop.set)
    stopping.start()
    with pytest.raises(StoppedError):
        client.get(f"{hub.url}/{REPOSITORY}/resolve/{REVISION}/a/big.bin", stop)
    stopping.join()
