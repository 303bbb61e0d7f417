package rdvsptest

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// signedIn is the one session of the agent on a historical host.
type signedIn struct {
	token, client string
	until         time.Time
}

// accessLife is Doorkeeper's default (sheet §2a).
const accessLife = 7200

// Consent gives a refresh token, as if the agent had consented before.
func (s *Server) Consent() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	token := s.secret("refresh")
	s.refresh[token] = true
	return token
}

// Expire ends all access tokens and sessions; refresh tokens stay.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.access)
	s.signed = signedIn{}
}

// secret makes the next token; the lock is held.
func (s *Server) secret(what string) string {
	s.issued++
	return fmt.Sprintf("%s-%d-%06d-rdvsp", what, s.base, s.issued)
}

// authorizePage is the consent page: whoever opens it has consented.
func (s *Server) authorizePage(w http.ResponseWriter, r *http.Request) {
	q, m := r.URL.Query(), s.mode()
	back := q.Get("redirect_uri")
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("scope") != "write" || !secure(back) && !m.AnyRedirect {
		http.Error(w, "L’URI de redirection n’est pas valide.", http.StatusUnauthorized)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	if m.Deny {
		answer.Set("error", "access_denied")
	} else {
		s.mu.Lock()
		code := s.secret("code")
		s.codes[code] = back
		s.mu.Unlock()
		answer.Set("code", code)
	}
	http.Redirect(w, r, back+"?"+answer.Encode(), http.StatusFound)
}

// token is POST /oauth/token, as a form and in no other way.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	r.Body = http.MaxBytesReader(w, r.Body, 1<<16)
	if kind != "application/x-www-form-urlencoded" || r.ParseForm() != nil {
		refuseToken(w, http.StatusBadRequest, "invalid_request")
		return
	}
	f := r.PostForm
	if f.Get("client_id") != ClientID || f.Get("client_secret") != ClientSecret {
		refuseToken(w, http.StatusUnauthorized, "invalid_client")
		return
	}
	s.mu.Lock()
	granted := s.granted(f)
	s.mu.Unlock()
	if granted == nil {
		refuseToken(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	answer(w, http.StatusOK, granted)
}

func refuseToken(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]any{"error": code, "error_description": "La demande n’est pas valable."})
}

// granted exchanges a code or a refresh token, once; the lock is held.
func (s *Server) granted(f url.Values) map[string]any {
	rotates := true
	switch f.Get("grant_type") {
	case "authorization_code":
		back, known := s.codes[f.Get("code")]
		delete(s.codes, f.Get("code"))
		if !known || back != f.Get("redirect_uri") {
			return nil
		}
	case "refresh_token":
		if !s.refresh[f.Get("refresh_token")] || s.modes.DeadRefresh {
			return nil
		}
		if rotates = !s.modes.KeepRefresh; rotates {
			delete(s.refresh, f.Get("refresh_token"))
		}
	default:
		return nil
	}
	life := s.modes.AccessLife
	if life == 0 {
		life = accessLife
	}
	access := s.secret("access")
	s.access[access] = s.now().Add(time.Duration(life) * time.Second)
	g := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": life, "scope": "write", "created_at": s.now().Unix()}
	if rotates {
		refresh := s.secret("refresh")
		s.refresh[refresh] = true
		g["refresh_token"] = refresh
	}
	return g
}

// signIn is that of Devise: a new session ends the one before.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if s.mode().NoPassword {
		answer(w, http.StatusNotFound, map[string]any{"errors": []string{"Not found"}})
		return
	}
	var ask struct{ Email, Password string }
	if json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&ask) != nil || ask.Email != Email || ask.Password != Password {
		answer(w, http.StatusUnauthorized, map[string]any{"success": false, "errors": []string{"E-mail ou mot de passe incorrect."}})
		return
	}
	s.mu.Lock()
	s.signed = signedIn{s.secret("devise"), s.secret("client"), s.now().Add(14 * 24 * time.Hour)}
	k := s.signed
	s.mu.Unlock()
	h := w.Header()
	h.Set("access-token", k.token)
	h.Set("client", k.client)
	h.Set("uid", Email)
	h.Set("token-type", "Bearer")
	h.Set("expiry", strconv.FormatInt(k.until.Unix(), 10))
	answer(w, http.StatusOK, map[string]any{"data": agentMe("uid")})
}

func agentMe(also string) map[string]any {
	me := map[string]any{"id": 1207, "email": Email, "first_name": "Camille", "last_name": "ROUSSEL"}
	if also != "" {
		me[also] = Email
	}
	return me
}

func (s *Server) me(w http.ResponseWriter, _ *http.Request) {
	if s.mode().NoMe {
		answer(w, http.StatusNotFound, map[string]any{"not_found": "agent"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"agent": agentMe("")})
}

// admitted reports whether a request carries an access that is in force.
func (s *Server) admitted(r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); bearer {
		until, known := s.access[token]
		return known && s.now().Before(until)
	}
	k, h := s.signed, r.Header
	return k.token != "" && h.Get("access-token") == k.token && h.Get("client") == k.client && h.Get("uid") == Email && s.now().Before(k.until)
}
