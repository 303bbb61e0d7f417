package rdvsp

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tresse"
)

// OAuth 2.0 as of sheet §2a: an agent consents once in a browser, and the
// program lives on refresh tokens that rotate.
const (
	authorizePath = "/oauth/authorize"
	tokenPath     = "/oauth/token"
	scope         = "write" // the only one there is
)

// refresh exchanges a refresh token. That of the configuration comes first where
// somebody has changed it since; else the kept one has replaced it.
func (s *session) refresh(ctx context.Context, stored credentials) (credentials, error) {
	var last error
	for _, token := range s.candidates(stored) {
		k, err := s.grant(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}})
		if k.Refresh == "" {
			k.Refresh = token // an answer without one leaves it in force
		}
		if err == nil || tresse.TroubleOf(err) != tresse.TroubleConsent {
			return k, err
		}
		last = err
	}
	if last == nil {
		last = &tresse.Error{Trouble: tresse.TroubleConsent, Op: "rdvsp: no consent was given yet", Advice: s.adviceConsent()}
	}
	return credentials{}, last
}

func (s *session) candidates(stored credentials) []string {
	given := s.options.RefreshToken
	switch {
	case stored.Refresh == "" && given == "":
		return nil
	case stored.Refresh == "":
		return []string{given}
	case given == "" || stored.Seed == s.seed():
		return []string{stored.Refresh}
	}
	return []string{given, stored.Refresh}
}

// granted is the answer of the token endpoint.
type granted struct {
	Access    string  `json:"access_token"`
	Refresh   string  `json:"refresh_token"`
	ExpiresIn float64 `json:"expires_in"` // seconds
	Error     string  `json:"error"`
}

// grant asks the token endpoint. A token or code that it does not take is
// TroubleConsent.
func (s *session) grant(ctx context.Context, form url.Values) (credentials, error) {
	const op = "rdvsp: ask for an access"
	form.Set("client_id", s.options.ClientID)
	form.Set("client_secret", s.options.ClientSecret)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.options.URL+tokenPath, strings.NewReader(form.Encode()))
	if err != nil {
		return credentials{}, tresse.Errorf(tresse.TroubleConfig, "%s: the address cannot be used", op)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	asked := s.env.Now()
	resp, err := s.client.Do(req)
	if err != nil {
		return credentials{}, s.failed("ask for an access", err)
	}
	answer := readGranted(resp.Body)
	if resp.StatusCode/100 == 2 {
		if answer.Access == "" || len(answer.Access)+len(answer.Refresh) > longestToken || strings.ContainsFunc(answer.Access+answer.Refresh, unprintable) {
			return credentials{}, &tresse.Error{Trouble: tresse.TroubleAnswer, Op: op, Err: errors.New("an answer without a token"), Status: resp.StatusCode}
		}
		return credentials{Access: answer.Access, Refresh: answer.Refresh, Expires: until(asked, seconds(answer.ExpiresIn))}, nil
	}
	return credentials{}, s.refusal(resp, answer.Error)
}

// longestToken bounds what is kept, in bytes; a header of the answers to it would
// be refused.
const longestToken = 16 << 10

// seconds is a duration; 0 where the number is none that can be meant.
func seconds(n float64) time.Duration {
	if !(n > 0 && n <= longestLife.Seconds()) {
		return 0
	}
	return time.Duration(n * float64(time.Second))
}

func readGranted(body io.Reader) (g granted) {
	if json.NewDecoder(body).Decode(&g) != nil {
		return granted{}
	}
	return g
}

// refusal tells a dead token from a client that is not known (RFC 6749 §5.2).
func (s *session) refusal(resp *http.Response, code string) error {
	const op = "rdvsp: ask for an access"
	dead := resp.StatusCode == http.StatusBadRequest || resp.StatusCode == http.StatusUnauthorized
	switch {
	case code == "invalid_client", code == "unauthorized_client":
		return &tresse.Error{Trouble: tresse.TroubleConfig, Op: op, Err: errors.New("the client is not known"), Status: resp.StatusCode,
			Advice: "RDV Service Public ne reconnaît pas « client_id » et « client_secret » de « " + s.env.Name + " » : recopiez-les depuis la réponse de son équipe."}
	case code == "invalid_grant", code == "" && dead:
		return &tresse.Error{Trouble: tresse.TroubleConsent, Op: op, Err: errors.New("the token or code is no longer taken"), Status: resp.StatusCode,
			Advice: s.adviceConsent()}
	}
	return s.failed("ask for an access", s.client.Check(resp))
}
