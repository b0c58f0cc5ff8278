package locale

// MailFault words why a mail was not accepted. The code is that of press.MailFault; said is what the server answered,
// where it did.
func MailFault(language, code, said string) string {
	key := "mail." + code
	if !Has(key) {
		key = "mail.away"
	}
	if said == "" {
		return Text(language, key)
	}
	return Text(language, "mail.said", Text(language, key), said)
}
