package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"

	"pressclip/internal/press"
)

// errTooLarge says that a body went on after its limit.
var errTooLarge = errors.New("longer than the limit")

// wsaRefused is what Windows says instead of ECONNREFUSED.
const wsaRefused = syscall.Errno(10061)

// fault makes an error of the connection to address u a *press.Fault. If the caller gave up, that is no fault of the
// address: the cause of its context comes back.
func fault(ctx context.Context, u *url.URL, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return &press.Fault{Code: classify(err), URL: u.String(), Detail: err.Error()}
}

// classify names what went wrong. The sentences for people are "fault.CODE" in internal/locale/strings: "fault.status"
// and "fault.status.server" (500 and more) take the status, "fault.wait_until" the moment, "fault.unknown" the code; the
// others, "fault.status.404" and the like among them, take nothing.
func classify(err error) press.FaultCode {
	var dns *net.DNSError
	var timed net.Error
	switch {
	case errors.Is(err, errTooLarge):
		return press.FaultTooLarge
	case errors.Is(err, ssrf.ErrProhibitedIP), errors.Is(err, ssrf.ErrProhibitedNetwork):
		return press.FaultPrivate
	case errors.As(err, &dns):
		return press.FaultDNS
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, wsaRefused):
		return press.FaultRefused
	case errors.As(err, &timed) && timed.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return press.FaultTimeout
	case isTLS(err):
		return press.FaultTLS
	}
	return press.FaultNetwork
}

func isTLS(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		authority   x509.UnknownAuthorityError
		name        x509.HostnameError
		invalid     x509.CertificateInvalidError
		remote      *net.OpError
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &authority),
		errors.As(err, &name), errors.As(err, &invalid):
		return true
	case errors.As(err, &remote) && remote.Op == "remote error": // how crypto/tls reports the alert of the other side
		return true
	}
	return strings.Contains(err.Error(), "tls: ") || strings.Contains(err.Error(), "HTTP response to HTTPS client")
}

// unreached says that an error came up before there was a connection, so nothing at all can be had from the host.
func unreached(err error) bool {
	var op *net.OpError
	switch classify(err) {
	case press.FaultPrivate, press.FaultDNS, press.FaultRefused, press.FaultTLS:
		return true
	}
	return errors.As(err, &op) && op.Op == "dial"
}
