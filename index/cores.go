package index

import "pressclip/internal/cores"

// onAllCores calls do with the numbers below n, several at once. Of several errors it returns that of the lowest number.
// What a damaged file does to one call it does to none other; see contained.
func onAllCores(n int, do func(i int) error) error {
	errs := make([]error, n)
	cores.Each(n, func(i int) { errs[i] = contained(func() error { return do(i) }) })
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
