package extract

import (
	"html"
	"strings"
	"unicode/utf8"
)

// mendJSON repairs what publishers break: comments and CDATA marks around the script, line breaks within strings,
// commas before a closing bracket, backslashes before characters that need none.
func mendJSON(s string) string {
	for _, mark := range [...]string{"//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--", "//]]>", "/*]]>*/", "]]>", "-->"} {
		s = strings.TrimSpace(strings.ReplaceAll(s, mark, ""))
	}
	s = strings.TrimRight(s, "; \n\r\t/")
	var b strings.Builder
	b.Grow(len(s))
	quoted := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case !quoted && c == ',' && closesNext(s[i+1:]):
		case !quoted:
			quoted = c == '"'
			b.WriteByte(c)
		case c == '"':
			quoted = false
			b.WriteByte(c)
		case c == '\\' && i+1 < len(s):
			i++
			if strings.IndexByte(`"\/bfnrtu`, s[i]) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(s[i])
		case c < ' ':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func closesNext(s string) bool {
	s = strings.TrimLeft(s, " \n\r\t")
	return s != "" && (s[0] == '}' || s[0] == ']' || s[0] == ',')
}

// salvage takes single values out of a script that is no JSON at all, if it is about an article.
func salvage(s string) any {
	kind := salvageValue(s, "@type")
	if !strings.HasSuffix(kind, "Article") && !strings.HasSuffix(kind, "Posting") {
		return nil
	}
	n := map[string]any{"@type": kind}
	for _, key := range [...]string{"headline", "datePublished", "dateModified", "description", "isAccessibleForFree", "keywords"} {
		if v := salvageValue(s, key); v != "" {
			n[key] = v
		}
	}
	if i := strings.Index(s, `"author"`); i >= 0 {
		if name := salvageValue(s[i:min(len(s), i+400)], "name"); name != "" {
			n["author"] = name
		}
	}
	return n
}

func salvageValue(s, key string) string {
	_, rest, ok := strings.Cut(s, `"`+key+`"`)
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, " \n\r\t")
	if rest == "" || rest[0] != ':' {
		return ""
	}
	rest = strings.TrimLeft(rest[1:], " \n\r\t")
	if strings.HasPrefix(rest, "true") {
		return "true"
	}
	if strings.HasPrefix(rest, "false") {
		return "false"
	}
	if rest == "" || rest[0] != '"' {
		return ""
	}
	for i := 1; i < len(rest) && i < 2000; i++ {
		if rest[i] == '\\' {
			i++
		} else if rest[i] == '"' {
			if next := strings.TrimLeft(rest[i+1:], " \n\r\t"); next == "" || strings.IndexByte(",}]", next[0]) < 0 {
				return "" // a quotation mark within the value
			}
			return strings.NewReplacer(`\"`, `"`, `\/`, "/", `\n`, " ").Replace(rest[1:i])
		}
	}
	return ""
}

// unescape undoes the character references and tags that publishers leave in JSON strings.
func unescape(s string) string {
	if strings.IndexByte(s, '&') >= 0 {
		s = html.UnescapeString(s)
		if strings.IndexByte(s, '&') >= 0 {
			s = html.UnescapeString(s)
		}
	}
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b strings.Builder
	tags := true
	for i := 0; i < len(s); i++ {
		if tags && s[i] == '<' && i+1 < len(s) && (s[i+1] == '/' || (s[i+1]|0x20) >= 'a' && (s[i+1]|0x20) <= 'z') {
			if end := strings.IndexByte(s[i:], '>'); end > 0 {
				b.WriteByte(' ')
				i += end
				continue
			}
			tags = false // nothing closes any more
		}
		b.WriteByte(s[i])
	}
	if !utf8.ValidString(b.String()) {
		return s
	}
	return b.String()
}
