package schedule

import "pressclip/internal/locale"

// In says in a language why the line is no schedule and what to write instead.
func (e *Error) In(language string) string {
	field := ""
	if e.Field != "" {
		field = locale.Text(language, "schedule.field."+e.Field)
	}
	return locale.Text(language, "schedule."+string(e.Code), e.Value, field)
}
