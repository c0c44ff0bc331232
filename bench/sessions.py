"""Sessions of the app without browsers: a client that speaks Streamlit's websocket protocol.

A `Session` does what a browser's page does with the server: it opens the stream, asks for a run of
the script, keeps the widgets that come back, sends their values with the next run, and remembers
large messages by their hash. It draws nothing. It knows no widget of this app by id; widgets are
found by their label or by the key in their id.

    async with Session("http://localhost:8631") as session:
        await session.open("", "mineral=Lithium")
        box = session.find("checkbox", "smelter")
        await session.set(box, not session.value(box))
        await session.go("diplomacy")

Every call that makes the script run gives a `Run`: seconds to the first message and to its end,
bytes, messages, and how it ended. Faults that the page would show (an exception, an error box) are
kept in `Run.faults`.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request, urlopen

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates

VALUES = {
    "checkbox": "bool_value",
    "multiselect": "string_array_value",
    "selectbox": "string_value",
    "radio": "string_value",
    "slider": "string_array_value",
    "button_group": "string_array_value",
    "text_input": "string_value",
    "text_area": "string_value",
    "number_input": "double_value",
    "component_instance": "json_value",
    "button": "trigger_value",
    "file_uploader": "file_uploader_state_value",
    "expandable": "bool_value",
    "popover": "bool_value",
}
"""Kind of widget: the field of `WidgetState` that holds its value."""
FINISHED, EARLY, FRAGMENT = 0, 2, 3
COLUMN_FILE = re.compile(r"\.\./\.\./(files/[a-z0-9-]+\.bin)")
"""Where the page names a file of the map's columns."""


@dataclass
class Widget:
    """A widget as the server has drawn it."""

    kind: str
    id: str
    label: str
    proto: Any
    fragment: str

    @property
    def key(self) -> str:
        """The key that the app gave it; Streamlit writes it at the end of the id."""
        return re.sub(r"^\$\$ID-[0-9a-f]+-", "", self.id)


@dataclass
class Run:
    """One run of the script as its client saw it."""

    name: str
    begun: float
    first: float = float("nan")
    seconds: float = float("nan")
    bytes: int = 0
    messages: int = 0
    refs: int = 0
    status: int = -1
    faults: list[str] = field(default_factory=list)


class Gone(RuntimeError):  # noqa: N818 - named for what it means
    """The server has closed the stream."""


class Session:
    """One tab of one browser.

    Parameters
    ----------
    address
        Of the app, such as ``http://localhost:8501``.
    timeout
        Seconds after which a run counts as lost.
    """

    def __init__(self, address: str, *, timeout: float = 60, session_id: str = "") -> None:
        self.address, self.timeout = address.rstrip("/"), timeout
        self.id, self.pages, self.page_hash, self.query = session_id, {}, "", ""
        self.widgets: dict[str, Widget] = {}
        self.texts: list[str] = []
        self.vega: list[Any] = []
        self.components: dict[str, Any] = {}
        self.downloads: list[Any] = []
        self.auto: list[Any] = []
        self.cookie = ""
        self.heard: list[bytes] | None = None
        """Every message as it came, if a list is put here."""
        self._states: dict[str, WidgetState] = {}
        self._known: dict[str, bytes] = {}
        self._fresh: dict[str, Widget] = {}
        self._answers: dict[str, Any] = {}
        self._socket: Any = None

    async def __aenter__(self) -> Session:
        await self.connect()
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.leave()

    async def connect(self) -> None:
        """Open the stream."""
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await websockets.connect(
            url,
            subprotocols=["streamlit", self.xsrf(), *([self.id] if self.id else [])],
            origin=self.address,
            additional_headers={"Cookie": f"_streamlit_xsrf={self.xsrf()}"},
            max_size=None,
            open_timeout=self.timeout,
            ping_interval=None,
            compression="deflate",
        )

    def xsrf(self) -> str:
        """The token that the server gives to whoever asks."""
        if not self.cookie:
            with urlopen(self.address + "/_stcore/health", timeout=30) as answer:
                found = re.search(r"_streamlit_xsrf=([^;]+)", answer.headers.get("Set-Cookie", ""))
                self.cookie = found.group(1).strip('"') if found else "none"
        return self.cookie

    async def leave(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def drop(self) -> None:
        """Cut the connection as a lost network does."""
        self._socket.transport.abort()

    # --- what a user does

    async def open(self, page: str = "", query: str = "", *, name: str = "open") -> Run:
        """Go to an address."""
        self.query = query
        self.page_hash = self.pages.get(page, "")
        return await self.rerun(name, page=page)

    async def go(self, page: str) -> Run:
        """Choose another page of the navigation; its path, "" for the first."""
        self.page_hash, self.query = self.pages[page], ""
        return await self.rerun(f"page {page or 'atlas'}")

    async def set(self, widget: Widget, value: Any, *, name: str = "") -> Run:
        """Give a widget a value, press a button, or hand over what a component reports."""
        state = WidgetState(id=widget.id)
        kind = VALUES[widget.kind]
        if isinstance(value, (list, tuple)):
            getattr(state, kind).data.extend(value)
        elif kind == "json_value":
            state.json_value = json.dumps(value)
        elif kind == "file_uploader_state_value":
            state.file_uploader_state_value.CopyFrom(value)
        else:
            setattr(state, kind, value)
        trigger = kind == "trigger_value"
        if not trigger:
            self._states[widget.id] = state
        return await self.rerun(
            name or widget.kind, extra=[state] if trigger else [], fragment=widget.fragment
        )

    async def unfold(self) -> Run:
        """Open everything that is sent only when it is opened."""
        for widget in (*self.all("expandable"), *self.all("popover")):
            self._states[widget.id] = WidgetState(id=widget.id, bool_value=True)
        return await self.rerun("unfold")

    async def upload(
        self, widget: Widget, content: bytes, file_name: str, *, run: bool = True
    ) -> Run | None:
        """Bring a file as the uploader does: ask for an address, put it there, tell the widget."""
        message = BackMsg()
        message.file_urls_request.request_id = "up"
        message.file_urls_request.file_names.append(file_name)
        message.file_urls_request.session_id = self.id
        await self._socket.send(message.SerializeToString())
        while "up" not in self._answers:
            await self._take(None)
        urls = self._answers.pop("up").file_urls[0]
        await asyncio.to_thread(self.put, self.address + urls.upload_url, content, file_name)
        from streamlit.proto.Common_pb2 import FileUploaderState

        value = FileUploaderState()
        one = value.uploaded_file_info.add()
        one.file_id, one.name, one.size = urls.file_id, file_name, len(content)
        one.file_urls.CopyFrom(urls)
        return await self.set(widget, value, name="upload") if run else None

    def put(self, url: str, content: bytes, file_name: str) -> int:
        """The request that carries the file."""
        edge = "----crmmapload"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="{file_name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        request = Request(url, data=head + content + f"\r\n--{edge}--\r\n".encode(), method="PUT")
        request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
        request.add_header("Cookie", f"_streamlit_xsrf={self.xsrf()}")
        request.add_header("X-Xsrftoken", self.xsrf())
        with urlopen(request, timeout=120) as answer:
            return answer.status

    async def settle(self, seconds: float) -> list[Run]:
        """Let fragments that run by themselves do so, as a browser does, for at most so long."""
        end, runs = time.monotonic() + seconds, []
        while self.auto and time.monotonic() < end:
            auto = self.auto[-1]
            await asyncio.sleep(auto.interval)
            if not auto.fragment_id:
                break
            before = list(self.auto)
            runs.append(await self.rerun("auto", fragment=auto.fragment_id, auto=True))
            if self.auto == before and runs[-1].status == FINISHED:
                self.auto.clear()
        return runs

    # --- what the page holds

    def find(self, kind: str, label: str = "") -> Widget:
        """The first widget of a kind whose label or id holds a text."""
        low = label.lower()
        return next(
            w
            for w in self.widgets.values()
            if w.kind == kind and (low in w.label.lower() or low in w.id.lower())
        )

    def all(self, kind: str) -> list[Widget]:
        """All widgets of a kind."""
        return [w for w in self.widgets.values() if w.kind == kind]

    def value(self, widget: Widget) -> Any:
        """What it is set to."""
        state = self._states.get(widget.id)
        if state is None:
            return None
        value = getattr(state, VALUES[widget.kind])
        return list(value.data) if hasattr(value, "data") else value

    def files(self) -> set[str]:
        """Paths of the map's column files that the page names; a browser loads each once."""
        return {
            f"/{name}" for args in self.components.values() for name in COLUMN_FILE.findall(args)
        }

    # --- the protocol

    async def rerun(
        self,
        name: str,
        *,
        page: str = "",
        extra: list[WidgetState] | None = None,
        fragment: str = "",
        auto: bool = False,
    ) -> Run:
        """Ask for a run and wait for its end."""
        message = BackMsg()
        client = message.rerun_script
        client.query_string = self.query
        client.page_script_hash = self.page_hash
        client.page_name = page
        client.is_auto_rerun = auto
        client.context_info.timezone = "Europe/Brussels"
        client.context_info.locale = "en-GB"
        client.context_info.url = f"{self.address}/{page}"
        client.context_info.color_scheme = "light"
        client.cached_message_hashes.extend(self._known)
        if fragment:
            client.fragment_id = fragment
        client.widget_states.CopyFrom(
            WidgetStates(widgets=[*self._states.values(), *(extra or [])])
        )
        run = Run(name, time.perf_counter())
        await self._socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(self.timeout):
                while run.status < 0 or run.status == EARLY:
                    await self._take(run)
        except TimeoutError:
            run.faults.append(f"no end within {self.timeout:g} s")
        run.seconds = time.perf_counter() - run.begun
        return run

    async def _take(self, run: Run | None) -> None:
        try:
            data = await self._socket.recv()
        except websockets.ConnectionClosed as closed:
            raise Gone(str(closed)) from None
        if self.heard is not None:
            self.heard.append(data)
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if run is not None:
            run.bytes += len(data)
            run.messages += 1
            if run.first != run.first:
                run.first = time.perf_counter() - run.begun
        if kind == "ref_hash":
            if run is not None:
                run.refs += 1
            stored = self._known.get(message.ref_hash)
            if stored is None:
                return
            path = message.metadata
            message = ForwardMsg.FromString(stored)
            message.metadata.CopyFrom(path)
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._known[message.hash] = data
        if kind == "new_session":
            new = message.new_session
            self.id = new.initialize.session_id or self.id
            self.page_hash = new.page_script_hash or self.page_hash
            if not list(getattr(new, "fragment_ids_this_run", [])):
                self._fresh, self.texts, self.vega, self.downloads = {}, [], [], []
                self.auto.clear()
        elif kind == "navigation":
            self.pages = {
                p.url_pathname if not p.is_default else "": p.page_script_hash
                for p in message.navigation.app_pages
            }
            self.page_hash = message.navigation.page_script_hash or self.page_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self.auto.append(message.auto_rerun)
        elif kind == "file_urls_response":
            self._answers[message.file_urls_response.response_id] = message.file_urls_response
        elif kind == "backend_operation_response":
            self._answers[message.backend_operation_response.request_id] = (
                message.backend_operation_response
            )
        elif kind == "session_event" and run is not None:
            if message.session_event.WhichOneof("type") == "script_compilation_exception":
                run.faults.append("compilation exception")
        elif kind == "delta":
            self._delta(message, run)
        elif kind == "script_finished" and run is not None:
            run.status = message.script_finished
            if run.status != EARLY:
                self.widgets = (
                    {**self.widgets, **self._fresh} if run.status == FRAGMENT else self._fresh
                )
                if run.status == FINISHED:
                    self._states = {
                        key: one for key, one in self._states.items() if key in self.widgets
                    }

    def _delta(self, message: ForwardMsg, run: Run | None) -> None:
        delta = message.delta
        if delta.WhichOneof("type") == "add_block":
            kind = delta.add_block.WhichOneof("type")
            block = getattr(delta.add_block, kind) if kind in ("expandable", "popover") else None
            if block is not None and block.id:
                self._fresh[block.id] = Widget(
                    kind, block.id, block.label, block, delta.fragment_id
                )
            return
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        kind = element.WhichOneof("type")
        proto = getattr(element, kind) if kind else None
        if kind in VALUES:
            widget = Widget(kind, proto.id, getattr(proto, "label", ""), proto, delta.fragment_id)
            self._fresh[proto.id] = widget
            self._seed(widget)
            if kind == "component_instance":
                self.components[proto.id] = proto.json_args
        elif kind == "exception" and run is not None:
            run.faults.append(f"exception {proto.type}: {proto.message[:200]}")
        elif kind == "alert" and run is not None and proto.format == 1:
            run.faults.append(f"error box: {proto.body[:200]}")
        elif kind == "download_button":
            self.downloads.append(proto)
            self._fresh[proto.id] = Widget(
                "button", proto.id, proto.label, proto, delta.fragment_id
            )
        elif kind in (
            "markdown",
            "html",
            "heading",
            "text",
            "code",
            "alert",
            "link_button",
            "progress",
        ):
            self.texts += filter(
                None, (getattr(proto, name, "") for name in ("body", "url", "text"))
            )
        elif kind == "vega_lite_chart":
            self.vega.append(proto)

    def _seed(self, widget: Widget) -> None:
        """Like a browser: a widget that is new, or that the app has set, has the value it was
        drawn with.
        """
        proto, kind = widget.proto, widget.kind
        if widget.id in self._states and not getattr(proto, "set_value", False):
            return
        state = WidgetState(id=widget.id)
        chosen = getattr(proto, "set_value", False)
        if kind == "checkbox":
            state.bool_value = proto.value if chosen else proto.default
        elif kind == "multiselect":
            values = list(proto.raw_values) if chosen else [proto.options[i] for i in proto.default]
            state.string_array_value.data.extend(values)
        elif kind in ("selectbox", "radio"):
            if chosen and proto.HasField("raw_value"):
                state.string_value = proto.raw_value
            elif proto.HasField("default") and len(proto.options) > proto.default:
                state.string_value = proto.options[proto.default]
            # else nothing is chosen: the id alone is sent, or a change of page would forget the
            # widget
        elif kind in ("text_input", "text_area"):
            state.string_value = proto.value if chosen else proto.default
        elif kind == "button_group":
            values = (
                list(proto.raw_values)
                if chosen
                else [proto.options[i].content for i in proto.default]
            )
            state.string_array_value.data.extend(values)
        elif kind == "slider" and proto.options:
            values = (
                list(proto.raw_value) if chosen else [proto.options[int(i)] for i in proto.default]
            )
            state.string_array_value.data.extend(values)
        else:
            return
        self._states[widget.id] = state

    async def download(self, button: Any) -> bytes:
        """The file behind a download button, made now if the app makes it when it is asked for."""
        url = button.url
        if button.deferred_file_id:
            url = (
                await self.operate(deferred_file={"file_id": button.deferred_file_id})
            ).deferred_file.url
        return await asyncio.to_thread(lambda: urlopen(self.address + url, timeout=120).read())

    async def operate(self, **request: Any) -> Any:
        """A backend operation: what a deferred download asks for."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.request_id, asked.session_id = "op", self.id
        for name, values in request.items():
            part = getattr(asked, name)
            part.SetInParent()
            for key, value in values.items():
                setattr(part, key, value)
        await self._socket.send(message.SerializeToString())
        while "op" not in self._answers:
            async with asyncio.timeout(self.timeout):
                await self._take(None)
        return self._answers.pop("op")

    async def send(self, message: BackMsg) -> None:
        """Any message."""
        await self._socket.send(message.SerializeToString())
