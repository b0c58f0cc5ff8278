package health

import "math"

// upperGamma is the regularised upper incomplete gamma function Q(a, x): the chance that a gamma variable of shape a and
// scale 1 is larger than x. By series below a+1 and by continued fraction (Lentz) above, as in every textbook.
func upperGamma(a, x float64) float64 {
	const tiny, eps, most = 1e-300, 1e-12, 500
	if x <= 0 {
		return 1
	}
	lg, _ := math.Lgamma(a)
	front := math.Exp(-x + a*math.Log(x) - lg)
	if x < a+1 {
		term, sum := 1/a, 1/a
		for n := 1; n < most && term > sum*eps; n++ {
			term *= x / (a + float64(n))
			sum += term
		}
		return 1 - front*sum
	}
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1; i < most; i++ {
		an := -float64(i) * (float64(i) - a)
		b += 2
		if d = an*d + b; math.Abs(d) < tiny {
			d = tiny
		}
		if c = b + an/c; math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		h *= d * c
		if math.Abs(d*c-1) < eps {
			break
		}
	}
	return front * h
}

// tailGamma is the smallest x with upperGamma(a, x) <= p, by halving.
func tailGamma(a, p float64) float64 {
	if !(a > 0) { // there is no such distribution, and nothing to say of it
		return math.Inf(1)
	}
	low, high := 0.0, a+1
	for upperGamma(a, high) > p {
		high *= 2
	}
	for high-low > 1e-4*high {
		if mid := (low + high) / 2; upperGamma(a, mid) > p {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
