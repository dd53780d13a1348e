"""Colours of the demo's pictures: a palette is a light, an hour and a season."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Colours as "#rrggbb". `far`, `middle` and `near` are three planes of a landscape."""

    sky: tuple[str, str]  # above, at the horizon
    sun: str
    far: str
    middle: str
    near: str
    dark: str  # silhouettes
    water: tuple[str, str]  # at the horizon, at the viewer's feet
    walls: tuple[str, ...]
    accents: tuple[str, ...]
    light: str  # of windows and lamps
    is_night: bool = False


PALETTES: Final = (
    Palette(  # a coral dawn
        sky=("#f4a58a", "#fde3c0"),
        sun="#fff3d6",
        far="#d98f8b",
        middle="#a85f6d",
        near="#6b3b52",
        dark="#3a2438",
        water=("#f2b79a", "#8a5a78"),
        walls=("#f7d9b8", "#eab595", "#d98c74", "#fbe9d3", "#c76f62"),
        accents=("#e4572e", "#2e86ab", "#f3a712", "#fdf0d5", "#669bbc"),
        light="#ffe6a3",
    ),
    Palette(  # a clear noon
        sky=("#3f8fc9", "#cfeaf5"),
        sun="#fffbe8",
        far="#8fb9c9",
        middle="#5f9c7c",
        near="#2f6b4f",
        dark="#1d3b3a",
        water=("#63b4cf", "#1b6a8f"),
        walls=("#fbf3e4", "#f2d8b1", "#e8a87c", "#d9e3e0", "#c85a44"),
        accents=("#d7263d", "#f6c445", "#1b998b", "#ffffff", "#2e5eaa"),
        light="#cfe8f2",
    ),
    Palette(  # golden dusk
        sky=("#d97a3a", "#fbd989"),
        sun="#fff1b8",
        far="#c98a4b",
        middle="#8f5b34",
        near="#573423",
        dark="#2c1b17",
        water=("#f0b25e", "#7a4a3c"),
        walls=("#f3cf94", "#d99a5b", "#b9673c", "#f8e3ba", "#8f4530"),
        accents=("#b3261e", "#1f6f78", "#f4c95d", "#fff4d9", "#5b3a6b"),
        light="#ffe08a",
    ),
    Palette(  # a violet evening
        sky=("#4b3b78", "#e69aa0"),
        sun="#ffd9c2",
        far="#7d629a",
        middle="#54427a",
        near="#332a55",
        dark="#1b1834",
        water=("#c78fa6", "#3a3163"),
        walls=("#b48ead", "#8d6f9f", "#d6a2b0", "#6a558a", "#e8c1b8"),
        accents=("#f2545b", "#f5b841", "#7fd1ae", "#fde8e4", "#5aa9e6"),
        light="#ffd27a",
        is_night=True,
    ),
    Palette(  # a mint morning
        sky=("#8ccfc0", "#f3f5dc"),
        sun="#fffdf0",
        far="#a5cdb8",
        middle="#6aa58c",
        near="#37705f",
        dark="#1c413b",
        water=("#a9d8cc", "#3f8c86"),
        walls=("#f8f0dc", "#e6d3ac", "#cfe0cf", "#eab38e", "#b9745a"),
        accents=("#e76f51", "#264653", "#e9c46a", "#ffffff", "#2a9d8f"),
        light="#fff2c4",
    ),
    Palette(  # terracotta, late in a hot day
        sky=("#e8b98a", "#fae6cc"),
        sun="#fff6df",
        far="#d9a27a",
        middle="#bd7048",
        near="#84402c",
        dark="#45211c",
        water=("#8fc0ba", "#2f7379"),
        walls=("#d88c5f", "#c4683f", "#e8b088", "#f2d2ae", "#a34e30"),
        accents=("#0f6e75", "#f2b134", "#8c2f39", "#fdf3e1", "#3d7ea6"),
        light="#ffe2a0",
    ),
    Palette(  # night
        sky=("#0f1c3f", "#3d5a80"),
        sun="#f4f1de",
        far="#2f4a72",
        middle="#20355a",
        near="#142542",
        dark="#0a142a",
        water=("#3f6089", "#10203f"),
        walls=("#3f5277", "#54668b", "#2d3f63", "#6b7a99", "#4a4a6f"),
        accents=("#ee6c4d", "#f4d35e", "#98c1d9", "#e0fbfc", "#c8553d"),
        light="#ffd166",
        is_night=True,
    ),
    Palette(  # a grey and rosy day of wind
        sky=("#8fa3b5", "#ecdcd3"),
        sun="#fdf6ee",
        far="#a7b3bd",
        middle="#7c8d92",
        near="#4d6066",
        dark="#27343b",
        water=("#a9bac2", "#4b6977"),
        walls=("#e8ddd0", "#c9b6a6", "#b98b7a", "#f3ece2", "#8f6a63"),
        accents=("#c8374a", "#e0a030", "#3a6ea5", "#f7f3ee", "#5f8f5b"),
        light="#ffe5ad",
    ),
)


def mix(one: str, other: str, share: float) -> str:
    """The colour between two: `one` at 0, `other` at 1."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()
