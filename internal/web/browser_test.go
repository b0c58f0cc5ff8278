package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"pressclip/internal/press"
)

// browser is a tab of a real Chromium that looks at a world.
type browser struct {
	*world
	ctx  context.Context
	home string
	mu   sync.Mutex
	said []string // on the console, and what failed to load
}

// openBrowser starts Chromium if PRESSCLIP_TEST_BROWSER names one ("1": the one in PATH).
func openBrowser(t *testing.T, w *world) *browser {
	t.Helper()
	path := os.Getenv("PRESSCLIP_TEST_BROWSER")
	if path == "" {
		t.Skip("PRESSCLIP_TEST_BROWSER is not set")
	}
	if path == "1" {
		path = "chromium"
	}
	path, err := exec.LookPath(path)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.site)
	t.Cleanup(server.Close)
	b := &browser{world: w, home: server.URL}
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("accept-lang", "de")))
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		t.Fatal(err)
	}
	messages := chromedp.Console(ctx)
	var listening sync.WaitGroup
	listening.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			b.mu.Lock()
			b.said = append(b.said, m.String())
			b.mu.Unlock()
		}
	})
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
		listening.Wait()
	})
	return b
}

// do runs steps, each test's within a minute altogether.
func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs an expression in the page.
func eval[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for an expression to become true on a page whose script has run: the browser looks at it with every frame, again
// after each navigation.
func (b *browser) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	looking := `new Promise(done => { const look = () => {
		let is = false; try { is = document.readyState === "complete" && !!(` + expression + `); } catch {}
		if (is) done(true); else requestAnimationFrame(look); }; look(); })`
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](looking, chromedp.EvalAwaitPromise))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("never: %s", expression)
		}
		if !strings.Contains(err.Error(), "navigated") && !strings.Contains(err.Error(), "context") {
			b.t.Fatalf("%s: %v", expression, err)
		}
	}
}

func (b *browser) scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	})
}

// quiet checks that the console stayed empty.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.said) > 0 {
		b.t.Errorf("console: %q", b.said)
	}
	b.said = nil
}

// TestBrowserPages looks at every page on a phone and on a desk, by day and by night: nothing sticks out, nothing is
// too small for a finger, the colours follow, and the console stays empty.
func TestBrowserPages(t *testing.T) {
	w := benchWorld(t)
	b := openBrowser(t, w)
	b.look("/", "/search?q=Ankunft*&from=2026-11-01&project=Ankunftsquartiere", "/search?q=(", "/print?q=Ankunft*", "/print?q=Ankunft*&choose=1", "/clippings/1", "/projects", "/projects/Ankunftsquartiere", "/projects/Ankunftsquartiere?try=Regen+OR+Ankunft*", "/try", "/try?q=Regen+oder+Ankunft*", "/try?q=(", "/outlets", "/digests", "/new/outlet", "/new/project?keywords=Regen", "/new/digest", "/projects/Ankunftsquartiere/change", "/import", "/clip?url=https://mainpost.example/neu&title=Neues", "/clip/form")
}

// Names and titles of any length, in any direction, stay within the page as well.
func TestBrowserLongNames(t *testing.T) {
	w := newWorld(t, byHanding(t))
	w.watch()
	word := strings.Repeat("Ankunftsquartiersentwicklung", 5)
	for outlet, title := range map[string]string{word + "srundschau": word, "Nahr": "حي الوصول " + strings.Repeat("افتتاح أول الغرف ", 15)} {
		answer := w.post("/clip/form", url.Values{"project": {"Ankunftsquartiere"}, "medium": {"print"}, "outlet": {outlet}, "published": {"2026-11-20"}, "title": {title}})
		if answer.Code != http.StatusSeeOther {
			t.Fatalf("file by hand: status %d", answer.Code)
		}
	}
	w.follow()
	at := clippingURL(w.id(word))
	openBrowser(t, w).look("/", "/search", "/print", at, at+"/correct", "/outlets")
}

// The same holds for the page of a digest.
func TestBrowserDigest(t *testing.T) {
	w, _ := newDigestWorld(t)
	openBrowser(t, w).look(digestPath+"?as_of=2026-11-23T07:00", "/digests")
}

// And of the pages from which something leaves the house.
func TestBrowserLeaving(t *testing.T) {
	w, _ := newAlertWorld(t)
	ctx := t.Context()
	w.must(w.archive.OpenFeed(ctx, 1, ""))
	_, err := w.archive.KeepSearch(ctx, strings.Repeat("Orte ", 30), "q=ankunftsort&project=Ankunftsquartiere", "")
	w.must(err)
	for _, title := range []string{"Wo Ankommen", "Zweiter Blick"} {
		w.must(w.archive.Publish(ctx, "Ankunftsquartiere", w.id(title), strings.Repeat("Ein Satz dazu. ", 20), "eva"))
	}
	b := openBrowser(t, w)
	b.look("/projects/Ankunftsquartiere", clippingURL(w.id("Wo Ankommen")), clippingURL(w.id("Wohnungsmarkt")), "/searches", "/press/Ankunftsquartiere")
}

// And of those by which people come in, and of what they see there. A form is sent by hand once, as a person does.
func TestBrowserPeople(t *testing.T) {
	w := newWorld(t)
	w.watch()
	w.read(coverage())
	w.cast()
	ctx := t.Context()
	long, err := w.archive.AddPerson(ctx, press.Person{Name: "sehr.langer.name.einer.kollegin@mitarbeitende.institut.example.org", Role: press.RoleReader, Projects: []string{"Ankunftsquartiere"}}, testPassword)
	w.must(err)
	_, err = w.archive.MakeToken(ctx, 3, press.Token{Name: "Statistik für den Jahresbericht", Role: press.RoleReader})
	w.must(err)
	w.must(w.archive.RemovePerson(ctx, 2, "", nil))
	b := openBrowser(t, w)
	b.look("/sign-in?then=/people")
	b.do(chromedp.Navigate(b.home + "/sign-in?then=/people"))
	eval[any](b, `(document.querySelector("[name=name]").value = "ADMIN", document.querySelector("[name=password]").value = `+quote(testPassword)+`, document.querySelector(".fields button").click())`)
	b.until(`location.pathname === "/people" && document.querySelector(".me").textContent === "admin"`)
	w.must(w.archive.Note(ctx, "admin", "review", strings.Repeat("/clippings/1/review ", 10)))
	b.look("/people", "/people/1", personURL(long.ID), "/me", "/acts", "/", "/outlets")
	b.quiet()
	b.do(chromedp.Navigate(b.home + "/me"))
	eval[any](b, `document.querySelector("form[action='/sign-out'] button").click()`)
	b.until(`location.pathname === "/sign-in"`)
}

// look looks at pages as TestBrowserPages says.
func (b *browser) look(paths ...string) {
	b.t.Helper()
	for _, path := range paths {
		b.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch), b.scheme("light"), chromedp.Navigate(b.home+path))
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 390 {
			b.t.Errorf("%s: %d px wide on a phone", path, wide)
		}
		small := eval[string](b, `Array.from(document.querySelectorAll("button, .btn, nav a, select, input[type=search], input[type=date], summary")).filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML).join("\n")`)
		if small != "" {
			b.t.Errorf("%s: too small for a finger: %s", path, small)
		}
		b.audit(path + " on a phone")
		b.do(chromedp.EmulateViewport(320, 640, chromedp.EmulateMobile, chromedp.EmulateTouch))
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 320 {
			b.t.Errorf("%s: %d px wide on a small phone: %s", path, wide, eval[string](b, `Array.from(document.querySelectorAll("main *")).filter(e => e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 80)).slice(0, 4).join("\n")`))
		}
		b.do(chromedp.EmulateViewport(1920, 1080))
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 1920 {
			b.t.Errorf("%s: %d px wide on a wide screen", path, wide)
		}
		light := eval[string](b, `getComputedStyle(document.documentElement).backgroundColor`)
		b.do(chromedp.EmulateViewport(1280, 900), b.scheme("dark"), chromedp.Navigate(b.home+path))
		if wide := eval[int](b, `document.documentElement.scrollWidth`); wide > 1280 {
			b.t.Errorf("%s: %d px wide on a desk", path, wide)
		}
		if dark := eval[string](b, `getComputedStyle(document.documentElement).backgroundColor`); dark == light || dark != "rgb(21, 22, 26)" {
			b.t.Errorf("%s: light %s, dark %s", path, light, dark)
		}
		b.audit(path + " on a desk")
		if shift := eval[float64](b, `new Promise(done => { let sum = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) if (!e.hadRecentInput) sum += e.value; }).observe({ type: "layout-shift", buffered: true }); requestAnimationFrame(() => requestAnimationFrame(() => done(sum))); })`); shift > 0.01 {
			b.t.Errorf("%s: layout shifts by %f", path, shift)
		}
	}
	b.quiet()
}

// axe are the rules for pages that everybody can use, of the folder that PRESSCLIP_TEST_TOOLS names; empty without it.
var axe = sync.OnceValues(func() (string, error) {
	tools := os.Getenv("PRESSCLIP_TEST_TOOLS")
	if tools == "" {
		return "", nil
	}
	script, err := os.ReadFile(filepath.Join(tools, "node_modules", "axe-core", "axe.min.js"))
	return string(script), err
})

// audit holds the open page, once what fades in is there, against the rules of axe-core.
func (b *browser) audit(path string) {
	b.t.Helper()
	script, err := axe()
	if err != nil {
		b.t.Fatal(err)
	}
	if script == "" {
		return
	}
	eval[any](b, script+";0")
	for _, wrong := range eval[[]string](b, `Promise.allSettled(document.getAnimations().map(a => a.finished)).then(() => axe.run(document, { resultTypes: ["violations"] }).then(r => r.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => n.html + " " + n.failureSummary).slice(0, 3).join("\n"))))`) {
		b.t.Errorf("%s: %s", path, wrong)
	}
}

// TestBrowserReview goes through the morning by keys.
func TestBrowserReview(t *testing.T) {
	w := newWorld(t)
	b := openBrowser(t, w)
	w.watch()
	w.read(coverage())
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(b.home+"/"))
	first := eval[string](b, `document.querySelector(".clip.here h3").textContent`)
	b.do(chromedp.KeyEvent("j"))
	b.until(`document.querySelector(".clip.here h3").textContent !== ` + quote(first))
	second := eval[string](b, `document.querySelector(".clip.here h3").textContent`)
	b.until(`document.querySelector("[data-read] h2").textContent === ` + quote(second)) // the reading pane has followed
	b.do(chromedp.KeyEvent("x"))
	b.until(`document.querySelector(".clip.here.done .meta").textContent.includes("verworfen")`)
	has(t, w.page("/?verdict=irrelevant"), "1 verworfenes Clipping")
	b.do(chromedp.KeyEvent("u"))
	b.until(`!document.querySelector(".clip.here").classList.contains("done")`)
	has(t, w.page("/"), "5 neue Clippings")
	b.do(chromedp.KeyEvent("k"), chromedp.KeyEvent("r"))
	b.until(`document.querySelector(".clip.here.done .meta").textContent.includes("relevant")`)
	has(t, w.page("/?verdict=relevant"), "1 relevantes Clipping")
	b.do(chromedp.KeyEvent("/"))
	b.until(`document.activeElement.name === "q"`)
	b.empty()
	b.do(chromedp.KeyEvent("jx"))
	if typed := eval[string](b, `document.activeElement.value`); typed != "jx" {
		t.Errorf("typed %q", typed)
	}
	b.quiet()
}

// What opens closes with Escape, which leads back to where one came from; keys decide on the page of a clipping, too.
func TestBrowserKeys(t *testing.T) {
	w := newWorld(t)
	b := openBrowser(t, w)
	w.watch()
	w.read(coverage()[:1])
	const escape = "\u001b"
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(b.home+"/"), chromedp.KeyEvent("?"))
	b.until(`document.querySelector("dialog").open`)
	b.do(chromedp.KeyEvent("r"), chromedp.KeyEvent(escape)) // no key reaches what lies below
	b.until(`!document.querySelector("dialog").open`)
	b.do(chromedp.KeyEvent("n"))
	b.until(`document.activeElement.name === "note"`)
	b.do(chromedp.KeyEvent("Entwurf"), chromedp.KeyEvent(escape))
	b.until(`!document.querySelector("[data-row-labels]") && document.activeElement.matches(".clip.here [data-open]")`)
	has(t, w.page("/"), "ein neues Clipping")
	b.do(chromedp.Navigate(b.home+clippingURL(w.clip("Wo Ankommen").ID)), chromedp.KeyEvent("t"))
	b.until(`document.activeElement.name === "tags" && document.activeElement.form.elements.note.value === "Entwurf"`)
	b.do(chromedp.KeyEvent(escape))
	b.until(`document.activeElement.matches("summary") && !document.activeElement.parentElement.open`)
	b.do(chromedp.KeyEvent("r"))
	b.until(`location.hash === "#filed" && document.querySelector('[data-key="u"]')`)
	b.do(chromedp.Navigate(b.home + "/search?q=("))
	b.until(`document.activeElement.matches("[aria-invalid]")`)
	b.quiet()
}

// TestBrowserSearch searches by typing, and narrows by a click on a filter and on the timeline.
func TestBrowserSearch(t *testing.T) {
	w := newWorld(t)
	b := openBrowser(t, w)
	w.watch()
	w.read(coverage())
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(b.home+"/"), chromedp.KeyEvent("/"))
	b.until(`document.activeElement.name === "q"`)
	b.empty()
	b.do(chromedp.KeyEvent("Ankunftsquartier*\r"))
	b.until(`location.pathname === "/search" && document.querySelector("h1").textContent === "3 Clippings"`)
	if eval[int](b, `document.querySelectorAll(".clip p mark").length`) == 0 {
		t.Error("no passage is marked")
	}
	if !eval[bool](b, `document.querySelector("input[value=Elbblatt]").offsetParent !== null`) {
		t.Error("the filters are not open on a desk")
	}
	eval[any](b, `document.querySelector("input[value=Elbblatt]").click()`)
	b.until(`new URLSearchParams(location.search).get("outlet") === "Elbblatt" && document.querySelector("h1")?.textContent === "2 Clippings"`)
	if address := eval[string](b, `location.search`); strings.Contains(address, "from=") || strings.Contains(address, "verdict=") {
		t.Errorf("empty filters in the address: %s", address)
	}
	eval[any](b, `document.querySelector(".timeline a[aria-label^='Juli 2026']").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))`)
	b.until(`document.querySelector("h1")?.textContent === "1 Clipping"`)
	b.quiet()
}

// empty clears the box that has the focus. The protocol types the slash that led there even though the page took it
// for a command; a real keyboard does not.
func (b *browser) empty() {
	b.t.Helper()
	eval[string](b, `document.activeElement.value = ""`)
}

// quote writes a text as JavaScript does.
func quote(s string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`", "$", "\\$").Replace(s) + "`"
}
