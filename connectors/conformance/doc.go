// Package conformance is the suite that every connector passes, over its
// recorded cases and over a stand-in of its platform.
//
// A connector runs it from a short test file:
//
//	func TestConformance(t *testing.T) {
//		conformance.Run(t, conformance.Subject{Info: Info(), New: hasty, …})
//	}
//
// The stand-in answers as the platform does when all is well. What goes wrong
// on the way (statuses, web pages, bodies cut short, connections that break) is
// made here, by a front before the stand-in, and so is what goes wrong inside
// an answer (unknown fields, nulls, wrong types), by a Wire that knows where
// its items are: no stand-in has to know how to misbehave in those ways.
//
// Behind each check stands a caller that keeps what a pull emitted and judges
// what its coverage says of the rest, as sync does. So "nothing is lost" is
// seen, not assumed. And whatever a check is about, each pull is held to the
// contract of connectors.Connector and to DESIGN §4: refs and ids are sound,
// only declared person fields come, no social-security number does, and no
// error, log line or notice holds a secret or a name.
//
// A check that a platform cannot be put to is excepted by name, with a reason,
// in Subject.Exceptions. An exception that is not needed fails, and so does one
// that names no check.
package conformance
