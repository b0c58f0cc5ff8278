package press

import "encoding/json"

// Digest is a regular mail about projects. Its name is unique.
type Digest struct {
	ID        int64       `yaml:"-" json:"-"`
	Name      string      `yaml:"name" json:"name"`
	Schedule  string      `yaml:"schedule" json:"schedule"` // cron
	Projects  []string    `yaml:"projects" json:"projects"` // names
	To        []Recipient `yaml:"to" json:"to"`
	WhenEmpty string      `yaml:"when_empty" json:"when_empty,omitempty"` // send (default) or skip
	Select    string      `yaml:"select" json:"select,omitempty"`         // all (default) or relevant
	Order     string      `yaml:"order" json:"order,omitempty"`           // newest (default) or outlet
	Language  string      `yaml:"language" json:"language,omitempty"`
	Origin    Origin      `yaml:"-" json:"origin,omitempty"`
}

// Recipient is an address that a digest or an alert goes to. List says that several people read behind it.
type Recipient struct {
	Address string `yaml:"address" json:"address"`
	List    bool   `yaml:"list" json:"list,omitempty"`
}

// UnmarshalJSON takes an address on its own as well, as records hold those of alerts that were written before one could
// say more about them.
func (r *Recipient) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &r.Address)
	}
	type plain Recipient // without this method
	return json.Unmarshal(text, (*plain)(r))
}
