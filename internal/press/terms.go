package press

// Terms is what a site says about the use of one of its pages by machines, as it was when the page was read. The zero
// value says that nothing is known.
type Terms struct {
	Robots     RobotsWord `json:"robots,omitempty"`
	Directives []string   `json:"directives,omitempty"` // of robots elements and X-Robots-Tag, lower case: "noarchive", "max-snippet:-1"
	TDM        TDMWord    `json:"tdm,omitempty"`
	TDMFrom    TDMPlace   `json:"tdm_from,omitempty"`   // where TDM is said; empty unless it is
	TDMPolicy  string     `json:"tdm_policy,omitempty"` // address of conditions for a licence; empty if none is named
}

// RobotsWord is what robots.txt says about a page. There is none for "forbidden": such a page is not read.
type RobotsWord string

// What robots.txt can say about a page that was read.
const (
	RobotsAllow RobotsWord = "allow"
	RobotsNone  RobotsWord = "none" // there is no robots.txt
)

// TDMWord is whether the rights of text and data mining are reserved (TDMRep, § 44b Abs. 3 UrhG).
type TDMWord string

// The words of a reservation.
const (
	TDMReserved TDMWord = "reserved"
	TDMFree     TDMWord = "free"  // said not to be reserved
	TDMUnset    TDMWord = "unset" // nothing is said
)

// TDMPlace is where a reservation is said.
type TDMPlace string

// The places of a reservation; what is said in one goes before what is said in those after it.
const (
	TDMMeta   TDMPlace = "meta"   // in an element of the page
	TDMHeader TDMPlace = "header" // of the response
	TDMFile   TDMPlace = "file"   // /.well-known/tdmrep.json of the host
)

// Reserved says that the rights of text and data mining are reserved.
func (t Terms) Reserved() bool { return t.TDM == TDMReserved }
