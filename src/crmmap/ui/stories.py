"""The list of stories, with their downloads."""

from __future__ import annotations

import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.exchange.stories import KINDS, slides
from crmmap.stories import Story
from crmmap.toml_models import UnusableFile
from crmmap.ui import data, presenter, recorder, slots
from crmmap.ui.text import plain
from crmmap.wording import counted


def draw(whole: Atlas) -> None:
    """All stories, and the user's own."""
    for name, story in presenter.library().items():
        with st.container(border=True, key=f"story_{name}"):
            words, start = st.columns([0.78, 0.22], vertical_alignment="center")
            with words:
                st.markdown(f"#### {plain(story.title)}")
                st.markdown(plain(story.summary))
                st.caption(
                    f"{counted(len(story.steps), 'step')} · about "
                    f"{counted(story.minutes, 'minute')}"
                )
            with start:
                st.button(
                    "Start",
                    key=f"start_{name}",
                    type="primary",
                    width="stretch",
                    on_click=presenter.go,
                    args=(whole, name, 0),
                )
                with st.popover("Download", width="stretch"):
                    _download(whole, name, story)
    st.divider()
    recorder.draw()


def _download(whole: Atlas, name: str, story: Story) -> None:
    suffix = st.selectbox(
        "As", list(KINDS), format_func=lambda one: KINDS[one].label, key=f"take_kind_{name}"
    )
    kind = KINDS[suffix]
    if st.button("Make it", key=f"take_{name}"):
        bar = st.progress(0.0, "Drawing the steps")
        try:
            made = slides(
                story,
                data.files_to_give(whole),
                progress=lambda share, words: bar.progress(share, plain(words)),
            )
            st.session_state[slots.story_file(name, suffix)] = kind.write(story, made)
        except UnusableFile as fault:
            st.error(plain("; ".join(fault.faults)))
            return
        finally:
            bar.empty()
    content = st.session_state.get(slots.story_file(name, suffix))
    if content:
        st.download_button(
            f"Download {story.id}.{suffix} ({len(content) / 1e6:.1f} MB)",
            content,
            file_name=f"{story.id}.{suffix}",
            mime=kind.mime,
            key=f"taken_button_{name}_{suffix}",
            icon=":material/download:",
            on_click="ignore",
        )
