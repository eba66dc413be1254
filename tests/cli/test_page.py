# SPDX-License-Identifier: Apache-2.0
"""oci2boot inspect --html: one page that needs nothing but itself, looked at in a real Chromium."""

import re

from tests.support.browser import Browser, needs_browser
from tests.support.image_forms import Layer, config_of, layout_files, write_folder
from tests.support.layer_tar import LayerTar
from tests.support.program import IMAGES, TestCase, needs_corpus, oci2boot

WIDTHS = (360, 540, 768, 1200, 1600)
HOSTILE = "<img src=x onerror=pwned=1>\"'&amp;</title></style><script>pwned=1</script>"


def three_layers():
    """What layers bring, repeat and delete, and the steps that a builder has recorded."""
    base = (LayerTar().directory(b"bin").directory(b"etc").file(b"bin/sh", b"\x7f" * 300_000)
            .file(b"etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n"))
    cache = b"c" * 150_000
    second = LayerTar().directory(b"var").directory(b"var/cache")
    for number in range(20):
        second.file(b"var/cache/%d" % number, cache[number:])
    second.file(b"app", b"a" * 200_000)
    third = LayerTar().file(b"app", b"a" * 200_000, mode=0o755).file(b"var/.wh.cache")
    layers = [Layer(layer.finish()) for layer in (base, second, third)]
    history = [{"created_by": "/bin/sh -c #(nop) ADD file:1234 in / "},
               {"created_by": "ENV A=1", "empty_layer": True},
               {"created_by": "RUN /bin/sh -c make install # buildkit"},
               {"created_by": "RUN /bin/sh -c chmod +x /app && rm -r /var/cache # buildkit"}]
    config = config_of(layers, history=history, created="2024-02-29T12:34:56Z")
    config["config"] = {"Cmd": ["/bin/sh"], "Env": ["A=1"]}
    return layout_files(layers, config=config)


def hostile_layers():
    """Markup and what hides itself in each text of an image that reaches the page."""
    name = HOSTILE.replace("/", "|").encode()
    layer = LayerTar().file(name, b"n" * 5000).file("\u202egpj.exe".encode(), b"m" * 4000)
    layer.file(b"\xff\x1b[31m", b"l" * 3000)
    layers = [Layer(layer.finish()), Layer(LayerTar().file(name, b"other").finish())]
    steps = [{"created_by": HOSTILE}, {"created_by": "RUN " + HOSTILE + "long" * 20_000}]
    config = config_of(layers, history=steps)
    config["config"] = {"Cmd": [HOSTILE], "Env": ["A=" + HOSTILE], "User": HOSTILE,
                        "WorkingDir": "/" + HOSTILE, "Labels": {HOSTILE: HOSTILE},
                        "ExposedPorts": {"80/tcp": {}}, "StopSignal": "SIGTERM",
                        "Volumes": {"/" + HOSTILE: {}}}
    return layout_files(layers, name="latest", config=config)


class PageTest(TestCase):
    def page(self, image, *options):
        result = oci2boot("inspect", image, "--html", "page.html", *options, cwd=self.folder)
        self.assertEqual(result.returncode, 0, result.stderr)
        return self.folder / "page.html"

    def page_of(self, files, *options):
        write_folder(self.folder / "layout", files)
        return self.page("oci:layout", "--kernel", "none", *options)


class FileTest(PageTest):
    def test_equal_images_give_equal_bytes_on_standard_output_too(self):
        page = self.page_of(three_layers()).read_bytes()
        result = oci2boot("inspect", "oci:layout", "--kernel", "none", "--html", "-",
                          cwd=self.folder)
        self.assertEqual((result.returncode, result.stdout), (0, page))

    def test_what_exists_is_replaced_only_by_force(self):
        (self.folder / "page.html").write_text("mine")
        write_folder(self.folder / "layout", three_layers())
        arguments = ("inspect", "oci:layout", "--kernel", "none", "--html", "page.html")
        refused = oci2boot(*arguments, cwd=self.folder)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("page.html", refused.stderr)
        self.assertEqual((self.folder / "page.html").read_text(), "mine")
        self.assertEqual(oci2boot(*arguments, "--force", cwd=self.folder).returncode, 0)
        self.assertTrue((self.folder / "page.html").read_text().startswith("<!doctype html>"))

    def test_layers_that_cannot_be_read_leave_no_page(self):
        files = three_layers()
        layer = max(files, key=lambda path: len(files[path]))
        files[layer] = files[layer][:-600] + b"x" * 600
        write_folder(self.folder / "layout", files)
        result = oci2boot("inspect", "oci:layout", "--html", "page.html", cwd=self.folder)
        self.assertNotEqual(result.returncode, 0)
        self.assertFalse((self.folder / "page.html").exists())

    def test_what_keeps_an_image_from_booting_is_told_on_the_page(self):
        page = self.page_of(three_layers(), "--init", "systemd").read_text()
        self.assertIn("That could not be found out", page)
        self.assertIn("chmod +x /app", page)


@needs_browser
class BrowserTest(PageTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = cls.enterClassContext(Browser())

    def text(self, selector):
        """What people read there, in one line."""
        found = self.browser.evaluate(
            f"[...document.querySelectorAll({selector!r})].map(e => e.innerText).join(' | ')")
        return re.sub(r"\s+", " ", found)

    def assert_is_alone(self, page):
        """It has asked for nothing, run nothing, and its policy had nothing to stop."""
        self.assertEqual(self.browser.requests, [page.as_uri()])
        self.assertEqual(self.browser.messages, [])
        self.assertEqual(self.browser.evaluate(
            "document.querySelectorAll('script, img, iframe, object, form, a[href]').length"), 0)

    def assert_fits(self, width):
        open_all = "document.querySelectorAll('details').forEach(d => d.open = true);"
        wide = self.browser.evaluate(open_all + "document.documentElement.scrollWidth")
        self.assertLessEqual(wide, width)

    def test_it_tells_of_layers_waste_space_and_boot(self):
        self.browser.open(self.page_of(three_layers()), 1200)
        self.assertIn("linux/amd64 created 2024-02-29T12:34:56Z", self.text("header"))
        self.assertRegex(self.text(".figures"), r"Files 488\.3 KiB 3 files Layers 3 .* Wasted 3\.")
        rows = self.text(".layers > li").split(" | ")
        self.assertEqual([re.sub(r" \d+ | \d.*", "", row) for row in rows],
                         ["1 ADD file:1234 in /", "ENV A=1", "2 RUN make install",
                          "3 RUN chmod +x /app && rm -r /var/cache"])
        lost = self.text(".lost-files li").split(" | ")
        self.assertRegex(lost[0], r"^/var/cache/ 20 files brought by 2, deleted by 3 2\.9 MiB$")
        self.assertRegex(lost[1], r"^/app brought by 2, repeated unchanged by 3 195\.3 KiB$")
        self.assertEqual(self.text(".files li").split(" | ")[0], "1 /bin/sh 293.0 KiB")
        self.assertIn("Program /bin/sh as root", self.text(".stages"))
        self.assertIn("hosts wrote /etc/hosts", self.text(".patches"))
        self.assertIn("Env A=1", self.text("#configuration"))

    def test_it_needs_nothing_but_itself(self):
        page = self.page_of(three_layers())
        for dark in (False, True):
            self.browser.open(page, 1000, dark=dark)
            self.assert_is_alone(page)

    def test_its_policy_would_stop_what_it_must_not_do(self):
        self.browser.open(self.page_of(three_layers()), 1000)
        for element, attribute, directive in (("img", "src", "img-src"),
                                              ("script", "textContent", "script-src-elem"),
                                              ("script", "src", "script-src-elem"),
                                              ("iframe", "src", "frame-src")):
            with self.subTest(f"{element} {attribute}"):
                stopped = self.browser.evaluate(f"""new Promise(done => {{
                  document.addEventListener('securitypolicyviolation',
                                            event => done(event.effectiveDirective));
                  const element = document.createElement('{element}');
                  element.{attribute} = 'http://127.0.0.1:9/';
                  document.body.append(element);
                  setTimeout(() => done('nothing stops it'), 5000);
                }})""")
                self.assertEqual(stopped, directive)

    def test_hostile_texts_are_shown_and_do_nothing(self):
        page = self.page_of(hostile_layers())
        self.browser.open(page, 1000)
        self.assert_is_alone(page)
        self.assertEqual(self.browser.evaluate("typeof pwned"), "undefined")
        shown = self.browser.evaluate("document.body.innerText")
        self.assertIn(HOSTILE, shown)
        self.assertIn("/" + HOSTILE.replace("/", "|"), shown)
        self.assertIn("?gpj.exe", shown)
        self.assertIn("/??[31m", shown)
        self.assertLess(page.stat().st_size, 200_000)
        for width in WIDTHS:
            self.browser.open(page, width)
            self.assert_fits(width)

    def test_it_is_read_without_scrolling_sideways_at_any_width(self):
        page = self.page_of(three_layers())
        for width in WIDTHS:
            self.browser.open(page, width)
            self.assert_fits(width)

    def test_boxes_of_the_map_are_in_their_folders_at_any_width(self):
        page = self.page_of(three_layers())
        for width in WIDTHS:
            self.browser.open(page, width)
            outside = self.browser.evaluate("""
                [...document.querySelectorAll('.map .tile, .map .folder')].filter(box => {
                  const own = box.getBoundingClientRect();
                  const all = box.parentElement.getBoundingClientRect();
                  return own.left < all.left - 2 || own.right > all.right + 2 ||
                         own.top < all.top - 2 || own.bottom > all.bottom + 2;
                }).length""")
            self.assertEqual(outside, 0, width)

    def test_light_and_dark_are_both_readable(self):
        page = self.page_of(three_layers())
        papers = []
        for dark in (False, True):
            self.browser.open(page, 1200, dark=dark)
            papers.append(self.browser.evaluate(
                "getComputedStyle(document.body).backgroundColor"))
            self.assertEqual(self.browser.evaluate(UNREADABLE), [], f"dark: {dark}")
        self.assertNotEqual(*papers)

    def test_the_picture_is_one(self):
        self.browser.open(self.page_of(three_layers()), 800)
        picture = self.browser.picture()
        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertGreater(len(picture), 20_000)  # more than blank paper

    @needs_corpus
    def test_pages_of_real_images(self):
        for image in ("docker-archive:{}/dive/test-docker-image.tar",
                      "docker-archive:{}/kaniko/tar.tar",
                      "docker-archive:{}/trivy/alpine-310.tar.gz",
                      "oci:{}/static-app", "oci:{}/hello-world"):
            with self.subTest(image):
                page = self.page(image.format(IMAGES), "--kernel", "none", "--force")
                for width in (360, 1600):
                    self.browser.open(page, width)
                    self.assert_is_alone(page)
                    self.assert_fits(width)


# Texts whose contrast to what is behind them is below 4.5, WCAG 2's level AA.
UNREADABLE = """
(() => {
  const parse = color => {
    const parts = color.match(/[\\d.]+/g).map(Number);
    return {rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1};
  };
  const paperOf = element => {
    for (; element; element = element.parentElement) {
      const {rgb, alpha} = parse(getComputedStyle(element).backgroundColor);
      if (alpha === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const opacityOf = element => {
    let opacity = 1;
    for (; element; element = element.parentElement) opacity *= getComputedStyle(element).opacity;
    return opacity;
  };
  const luminance = rgb => {
    const [r, g, b] = rgb.map(
        v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const bad = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !element.getClientRects().length) continue;
    const paper = paperOf(element);
    const opacity = opacityOf(element);
    const ink = parse(getComputedStyle(element).color).rgb
        .map((v, i) => v * opacity + paper[i] * (1 - opacity));
    const [low, high] = [luminance(ink), luminance(paper)].sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) bad.push([element.className, element.innerText, contrast]);
  }
  return bad;
})()
"""
