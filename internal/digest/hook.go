package digest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"pressclip/internal/archive"
	"pressclip/internal/locale"
	"pressclip/internal/press"
	"pressclip/internal/webhook"
)

// event is what a webhook is told in JSON.
type event struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"` // when the alert was closed
	Project   string      `json:"project"`
	Clippings []press.Hit `json:"clippings"`
}

// eventType is the only one that there is.
const eventType = "clippings.filed"

// slackStories is how many stories a message to Slack lists; longer ones are cut there.
const slackStories = 20

// tellHooks tells webhooks what is due. Each has its own lease, and one that is slow keeps only other webhooks waiting.
func (k *Desk) tellHooks(ctx context.Context) error {
	if k.Web == nil {
		return nil
	}
	defer k.Web.Rest()
	read := k.bulletins()
	return k.work(ctx, line{
		claim: func(ctx context.Context) (archive.Delivery, bool, error) {
			return k.Archive.ClaimAlert(ctx, true, leaseLength)
		},
		ready: func(ctx context.Context, d archive.Delivery) (e errand, err error) {
			b, err := read(ctx, d)
			if err != nil {
				return e, err
			}
			e.about = b.about(d)
			if len(b.hits) > 0 {
				e.send, err = k.telling(b, d)
			}
			return e, err
		},
	})
}

// stopPatience is how long a request that is under way may take once we were asked to stop.
const stopPatience = 5 * time.Second

// telling is the request to a webhook.
func (k *Desk) telling(b *bulletin, d archive.Delivery) (func(context.Context) error, error) {
	for _, h := range k.Hooks {
		if h.Name() != d.Address {
			continue
		}
		body, err := k.event(b, h.Format)
		return func(ctx context.Context) error {
			own, cancel := context.WithCancel(context.WithoutCancel(ctx))
			defer cancel()
			stop := context.AfterFunc(ctx, func() { time.AfterFunc(stopPatience, cancel) })
			defer stop()
			return k.Web.Send(own, h, b.number(d), body)
		}, err
	}
	return func(context.Context) error { return &press.MailFault{Code: press.HookGone} }, nil
}

// event is an alert as a webhook wants it.
func (k *Desk) event(b *bulletin, format string) ([]byte, error) {
	if format == webhook.Slack {
		return json.Marshal(map[string]string{"text": k.slack(b)})
	}
	return json.Marshal(event{Type: eventType, Timestamp: b.alert.ClosedAt, Project: b.alert.Project, Clippings: b.hits})
}

// slack is an alert as Slack, Mattermost and others show it.
func (k *Desk) slack(b *bulletin) string {
	l := letter{Language: b.language}
	var out strings.Builder
	fmt.Fprintf(&out, "*%s* · %s", slackText(locale.Text(b.language, "alert.title", b.alert.Project)), l.count("digest.clippings", len(b.hits)))
	stories := k.stories(l, Section{Hits: b.hits})
	for _, t := range stories[:min(len(stories), slackStories)] {
		fmt.Fprintf(&out, "\n• %s · %s", slackLink(link{t.Title, t.URL}), slackText(t.Meta))
		if len(t.Elsewhere) > 0 {
			var names []string
			for _, e := range t.Elsewhere {
				names = append(names, slackLink(e))
			}
			fmt.Fprintf(&out, " · %s %s", l.text("digest.elsewhere"), strings.Join(names, ", "))
		}
	}
	if more := len(stories) - slackStories; more > 0 {
		out.WriteString("\n" + l.count("alert.slack.more", more))
	}
	return out.String()
}

// What Slack takes for its own in texts and addresses.
var (
	slackEscape  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "¦", "\n", " ", "*", "∗", "`", "ˋ")
	slackAddress = strings.NewReplacer("&", "&amp;", "<", "%3C", ">", "%3E", "|", "%7C")
)

func slackLink(l link) string {
	if l.URL == "" {
		return slackText(l.Label)
	}
	return fmt.Sprintf("<%s|%s>", slackAddress.Replace(l.URL), slackText(l.Label))
}

func slackText(s string) string { return slackEscape.Replace(s) }
