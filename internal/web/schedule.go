package web

import "pressclip/internal/schedule"

// schedule words a cron line where it is one that people write, else it shows the line itself.
func (w words) schedule(line string) string { return schedule.Words(w.language, line) }
