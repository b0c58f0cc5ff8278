package press

// Project is a standing interest. Its name is unique.
type Project struct {
	ID       int64       `yaml:"-" json:"-"`
	Name     string      `yaml:"name" json:"name"`
	Keywords []string    `yaml:"keywords" json:"keywords"`         // queries; one that matches is enough
	Exclude  []string    `yaml:"exclude" json:"exclude,omitempty"` // queries; one that matches is a veto
	Outlets  []string    `yaml:"outlets" json:"outlets,omitempty"` // names; all outlets, if empty
	Alert    bool        `yaml:"alert" json:"alert,omitempty"`     // tell AlertTo and the webhooks at once
	AlertTo  []Recipient `yaml:"alert_to" json:"alert_to,omitempty"`
	Press    bool        `yaml:"press" json:"press,omitempty"` // has a public press list
	Origin   Origin      `yaml:"-" json:"origin,omitempty"`
}

// Watches says whether the project reads the outlet of this name.
func (p Project) Watches(outlet string) bool {
	for _, name := range p.Outlets {
		if name == outlet {
			return true
		}
	}
	return len(p.Outlets) == 0
}
