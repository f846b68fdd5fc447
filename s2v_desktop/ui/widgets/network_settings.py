"""Where models are downloaded from, and the way there: folded away until it is wanted."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.store.settings import SourceKind, StoreSettings
from s2v_desktop.ui.input_manners import take_focus_by_tab

_HOSTS: dict[str, str] = {
    SourceKind.HUGGING_FACE: "huggingface.co",
    SourceKind.HF_MIRROR: "hf-mirror.com",
    SourceKind.MODELSCOPE: "modelscope.cn",
}


_ADDRESS_EXAMPLE = "https://huggingface.co"
_PROXY_EXAMPLE = "http://127.0.0.1:7890"


class NetworkSettings(QWidget):
    """``setting_changed`` carries the name of a field of ``StoreSettings`` and its value."""

    setting_changed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = QToolButton()
        self.fold.setText(self.tr("Network"))
        self.fold.setCheckable(True)
        self.fold.setObjectName("flat")
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setToolTip(self.tr("Where models come from, proxy and access token"))
        take_focus_by_tab(self.fold)
        self.fold.toggled.connect(self._on_fold_toggled)
        self._make_fields()
        self.form = QWidget()
        whole = QVBoxLayout(self.form)
        whole.setContentsMargins(12, 0, 0, 4)
        whole.setSpacing(6)
        rows = self._rows = QFormLayout()
        whole.addLayout(rows)
        whole.addWidget(self.token_hint)
        rows.setHorizontalSpacing(16)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._fill_rows()
        self.form.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.form)

    def show_settings(self, settings: StoreSettings) -> None:
        """Show ``settings`` without telling anyone."""
        with QSignalBlocker(self.source):
            self.source.setCurrentIndex(max(0, self.source.findData(settings.hub_source)))
        for field, value in (
            (self.address, settings.hub_base_url),
            (self.proxy, settings.hub_proxy),
            (self.token, settings.hub_token),
        ):
            field.setText(value)
        self._rows.setRowVisible(self.address, self._is_address_asked)
        self.token.setEnabled(self.source.currentData() != SourceKind.AUTO)
        self.token_hint.setText(self._token_words(settings))

    def show_refused(self, refused: str | None) -> None:
        """Say below its field that ``refused`` is no address; None where both are good."""
        address_words = proxy_words = ""
        if refused is not None and self._is_address_asked and refused == self.address.text().strip():
            address_words = self._address_words(refused)
        elif refused is not None:
            words = self.tr("This is no address of a proxy: {proxy}. Enter one like {example}, or leave it empty.")
            proxy_words = words.format(proxy=refused, example=_PROXY_EXAMPLE)
        for fault, words in ((self.address_fault, address_words), (self.proxy_fault, proxy_words)):
            fault.setText(words)
            self._rows.setRowVisible(fault, bool(words))

    def lead_to_refused(self) -> str:
        """Let the keys go to the field that is no address; return what is said there."""
        self.fold.setChecked(True)
        is_address = self._rows.isRowVisible(self.address_fault)
        (self.address if is_address else self.proxy).setFocus(Qt.FocusReason.TabFocusReason)
        return (self.address_fault if is_address else self.proxy_fault).text()

    def unfold(self) -> None:
        """Show the fields and let the keys go to the first."""
        self.fold.setChecked(True)
        self.source.setFocus(Qt.FocusReason.TabFocusReason)

    def _fill_rows(self) -> None:
        faults: dict[QWidget, QLabel] = {self.address: self.address_fault, self.proxy: self.proxy_fault}
        for name, widget in (
            (self.tr("Source"), self.source),
            (self.tr("Address"), self.address),
            (self.tr("Proxy"), self.proxy),
            (self.tr("Access token"), self.token),
        ):
            label = QLabel(name)
            label.setObjectName("dim")
            label.setBuddy(widget)
            widget.setAccessibleName(name)
            self._rows.addRow(label, widget)
            if widget in faults:
                self._rows.addRow("", faults[widget])

    def _make_fields(self) -> None:
        self.source = QComboBox()
        for kind, words in (
            (SourceKind.AUTO, self.tr("Automatic: the first that answers")),
            (SourceKind.HUGGING_FACE, "Hugging Face"),
            (SourceKind.HF_MIRROR, "hf-mirror"),
            (SourceKind.MODELSCOPE, "ModelScope"),
            (SourceKind.CUSTOM, self.tr("Another address")),
        ):
            self.source.addItem(words, kind.value)
        self.source.currentIndexChanged.connect(
            lambda index: self.setting_changed.emit("hub_source", self.source.itemData(index))
        )
        self.address = self._field("hub_base_url", _ADDRESS_EXAMPLE)
        self.address.setToolTip(self.tr("A server that answers as Hugging Face does"))
        self.proxy = self._field("hub_proxy", _PROXY_EXAMPLE)
        self.proxy.setToolTip(self.tr("Empty: what the system says"))
        self.token = self._field("hub_token", "")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token_hint = QLabel(wordWrap=True)
        self.token_hint.setObjectName("hint")
        self.address_fault, self.proxy_fault = _fault(), _fault()

    def _field(self, setting: str, example: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName("search")
        field.setPlaceholderText(example)
        field.editingFinished.connect(lambda: self.setting_changed.emit(setting, field.text().strip()))
        return field

    @property
    def _is_address_asked(self) -> bool:
        return self.source.currentData() == SourceKind.CUSTOM

    def _address_words(self, refused: str) -> str:
        if not refused:
            return self.tr("There is no address yet. Enter one like {example}.").format(example=_ADDRESS_EXAMPLE)
        words = self.tr("This is no address: {address}. Enter one like {example}.")
        return words.format(address=refused, example=_ADDRESS_EXAMPLE)

    def _token_words(self, settings: StoreSettings) -> str:
        if settings.hub_source == SourceKind.AUTO:
            return self.tr("No token is sent while the source is chosen automatically; these models need none.")
        custom = urlsplit(settings.hub_base_url).hostname or self.tr("this address")
        host = _HOSTS.get(settings.hub_source, custom)
        words = self.tr("These models need no token. One is sent to {host} alone and kept in the settings file.")
        return words.format(host=host)

    def _on_fold_toggled(self, on: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        focused = self.window().focusWidget()
        if not on and focused is not None and self.form.isAncestorOf(focused):
            self.fold.setFocus(Qt.FocusReason.OtherFocusReason)  # else Qt hands it on to the next button: “Delete…”
        self.form.setVisible(on)


def _fault() -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setObjectName("warning")
    label.setAlignment(Qt.AlignmentFlag.AlignTop)  # close to its field
    return label
