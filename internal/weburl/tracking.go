package weburl

import "strings"

// trackingPrefixes begin the names of parameters that only say where a reader came from.
var trackingPrefixes = []string{"utm_", "wt_", "mtm_", "pk_", "hsa_", "at_", "ns_", "__twitter_"}

// tracking are whole names of such parameters.
var tracking = words(`fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid li_fat_id igshid igsh mc_cid mc_eid
	xtor maca _hsenc _hsmi mkt_tok vero_id vero_conv oly_anon_id oly_enc_id cmpid guccounter guce_referrer guce_referrer_sig
	_ga _gl nr_email_referer wtmc wt_mc wt_zmc fb_action_ids fb_action_types fb_ref fb_source`)

// referring are names that some sites need and others use for tracking: only the value tells.
var (
	referring = words(`r ref referrer referer source src from via origin partner medium channel`)
	referrers = words(`rss feed feeds rssfeed atom xml twitter x facebook fb instagram whatsapp telegram linkedin xing mastodon
		bluesky google googlenews google-news news-sitemap sitemap newsletter mail email e-mail share sharing social socialmedia push
		pushmitteilung flipboard upday startseite homepage`)
)

// query keeps the parameters that may decide what a page shows, in their order.
func query(raw string) string {
	var kept []string
	for p := range strings.SplitSeq(raw, "&") {
		p = escape(p, queryBytes)
		name, value, _ := strings.Cut(p, "=")
		if p != "" && !isTracking(strings.ToLower(name), strings.ToLower(value)) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

func isTracking(name, value string) bool {
	for _, p := range trackingPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return tracking[name] || referring[name] && referrers[value]
}

func words(s string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}
