"""What of a page moves while the page arrives, whatever the pieces in which a poor line brings it."""

from typing import Final

from playwright.sync_api import Page

MOVES: Final = 3  # CSS pixels: as little as counts (Layout Instability API, "shifted")
# The page is taken apart and grows again in the order of the document, as a parser would build it. After each node, all
# texts, fields and pictures that a reader saw before are asked where they stand: every place between two nodes is tried
# at which a piece could end, and no time decides. Of a text, its first line counts, from where its direction begins.
GROW: Final = """least => {
    const whole = document.body.cloneNode(true), places = new Map(), waiting = new Set(), moved = [];
    const elementOf = node => node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const nameOf = node => `${elementOf(node).tagName}.${elementOf(node).className} ${node.textContent.trim()}`;
    const isSeen = node =>
        node.nodeType === Node.TEXT_NODE ? node.data.trim() : node.matches("img, input, select, textarea");
    const boxOf = node => {
        const range = document.createRange();
        range.selectNode(node);
        return elementOf(node).checkVisibility({visibilityProperty: true}) ? range.getClientRects()[0] : undefined;
    };
    const isOutside = box => box.top > innerHeight || box.bottom < 0 || box.left > innerWidth || box.right < 0;
    const isRtl = node => getComputedStyle(elementOf(node)).direction === "rtl";
    const look = last => {
        for (const node of [...places.keys(), ...waiting]) {
            const box = boxOf(node), before = places.get(node);
            const now = box && [isRtl(node) ? box.right : box.left, box.top];
            const way = before && now ? before.map((from, side) => Math.round(now[side] - from)) : [];
            if (way.some(pixels => Math.abs(pixels) >= least))
                moved.push(`${nameOf(node)} by ${way} after ${nameOf(last)}`);
            if (!box) continue;
            waiting.delete(node);
            if (isOutside(box)) places.delete(node); else places.set(node, now);
        }
    };
    const grow = (from, to) => {
        for (const child of from.childNodes) {
            if (child.nodeName === "SCRIPT" || child.nodeType === Node.COMMENT_NODE) continue;
            const node = to.appendChild(child.cloneNode(false));
            if (isSeen(node)) waiting.add(node);
            look(node);
            grow(child, node);
        }
    };
    document.body.replaceChildren();
    grow(whole, document.body);
    return [places.size, moved];
}"""


def moved_while_growing(page: Page) -> list[str]:
    """Each part that a reader of an open page would have seen move while it came, by how much across and down, and
    after what; the page stands as before. It should be one that does not move by itself (`reduced_motion`).

    AssertionError if nothing of the page is seen at all."""
    seen, moved = page.evaluate(GROW, MOVES)
    assert seen, page.content()
    return list(moved)
