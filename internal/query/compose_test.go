package query

import (
	"errors"
	"testing"
)

func TestCompose(t *testing.T) {
	for want, parts := range map[string]Parts{
		`Ankunftsquartier*`:             {All: []string{" Ankunftsquartier* ", ""}},
		`"Heike Beispiel" AND Quartier`: {All: []string{"Heike Beispiel", "Quartier"}},
		`Quartier AND (Miete OR "sozialer Wohnungsbau") AND NOT (Anzeige OR Makler)`: {
			All: []string{"Quartier"}, Any: []string{"Miete", "sozialer Wohnungsbau"}, None: []string{"Anzeige", "Makler"}},
		`(Saal OR Haus) NEAR/8 ~Feld`: {Near: [2]string{"(Saal OR Haus)", "~Feld"}, Distance: 8},
		`Saal NEAR/5 Haus`:            {Near: [2]string{"Saal", "Haus"}},
		`Saal AND NOT Haus`:           {Near: [2]string{"", "Saal"}, None: []string{"Haus"}},
	} {
		got, err := Compose(parts)
		if err != nil || got != want {
			t.Errorf("got %q, want %q (%v)", got, want, err)
		}
	}
	for _, bad := range []Parts{{}, {None: []string{"Haus"}}, {All: []string{"(Haus"}}, {Near: [2]string{"NOT Haus", "(NOT Saal)"}}} {
		var fault *Error
		if got, err := Compose(bad); !errors.As(err, &fault) {
			t.Errorf("%+v: got %q, %v", bad, got, err)
		}
	}
}
