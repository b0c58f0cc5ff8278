package web

import "testing"

func TestMeta(t *testing.T) {
	r := row{
		Outlet: "Kai & <Küste>", When: stamp{Words: "heute 07:23", ISO: "2026-11-27T07:23", Full: `"heute"`}, Where: "S. 5", Authors: "Eva Lind",
		Remarks: []remark{{Label: "Print", Why: "Aus <Papier>."}},
	}
	want := `<b>Kai &amp; &lt;Küste&gt;</b> <span><i>·</i> <time datetime="2026-11-27T07:23" title="&#34;heute&#34;">heute 07:23</time></span>` +
		` <span><i>·</i> S. 5</span> <span><i>·</i> Eva Lind</span> <span title="Aus &lt;Papier&gt;."><i>·</i> Print</span>`
	if got := string(meta(r)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := string(meta(row{})); got != `<b></b> <span><i>·</i> <time datetime="" title=""></time></span>` {
		t.Errorf("of nothing: %s", got)
	}
}
