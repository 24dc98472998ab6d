// An oracle for the tests of TransparencyLog: Go's sumdb/tlog and sumdb/note answer questions.
//
// Each line of standard input is a JSON object with "do" and its arguments; each line of standard output is the
// answer, an object with "error" where the library refused. Bytes are in standard base 64.
//
//	grow      leaves                  → roots            roots of every size from 1 on, over these entries
//	prove     size, index             → hashes           inclusion proof in the tree grown last
//	check     size, index, root, leaf, hashes            → {} or error
//	proveTree size, old               → hashes           consistency proof
//	checkTree size, old, root, oldRoot, hashes           → {} or error
//	newTiles  old, size               → paths            height 8, without the height in the path
//	parseTile path                    → path             as Go spells it again, or error
//	tileData  path                    → data             of the tree grown last
//	genKey    name, seed              → skey, vkey
//	sign      text, skeys             → note
//	open      note, vkeys             → text, signers    or error
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Do      string
	Leaves  [][]byte
	Size    int64
	Old     int64
	Index   int64
	Root    []byte
	OldRoot []byte
	Leaf    []byte
	Hashes  [][]byte
	Path    string
	Name    string
	Seed    []byte
	Text    string
	Note    string
	Skeys   []string
	Vkeys   []string
}

type answer struct {
	Error   string   `json:"error,omitempty"`
	Roots   [][]byte `json:"roots,omitempty"`
	Hashes  [][]byte `json:"hashes,omitempty"`
	Paths   []string `json:"paths,omitempty"`
	Path    string   `json:"path,omitempty"`
	Data    []byte   `json:"data,omitempty"`
	Skey    string   `json:"skey,omitempty"`
	Vkey    string   `json:"vkey,omitempty"`
	Note    string   `json:"note,omitempty"`
	Text    string   `json:"text,omitempty"`
	Signers []string `json:"signers,omitempty"`
}

// storage holds the hashes of the tree grown last, in the order of the library's own numbering.
type storage []tlog.Hash

func (s storage) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		hashes[i] = s[index]
	}
	return hashes, nil
}

var stored storage

func toBytes(hashes []tlog.Hash) [][]byte {
	out := [][]byte{}
	for _, hash := range hashes {
		out = append(out, append([]byte{}, hash[:]...))
	}
	return out
}

func toHash(b []byte) (hash tlog.Hash) {
	if len(b) != len(hash) {
		panic("a hash has 32 bytes")
	}
	copy(hash[:], b)
	return hash
}

func toHashes(bs [][]byte) (hashes []tlog.Hash) {
	for _, b := range bs {
		hashes = append(hashes, toHash(b))
	}
	return hashes
}

// The library writes the tile height into paths: tile/8/L/N is tile/L/N in C2SP tlog-tiles, and "data" is "entries".
func withoutHeight(path string) string {
	path = strings.TrimPrefix(path, "tile/8/")
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

func withHeight(path string) string {
	path = strings.TrimPrefix(path, "tile/")
	return "tile/8/" + strings.Replace(path, "entries/", "data/", 1)
}

func grow(leaves [][]byte) (roots [][]byte, err error) {
	stored = nil
	for n, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(n), leaf, stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(int64(n)+1, stored)
		if err != nil {
			return nil, err
		}
		roots = append(roots, append([]byte{}, root[:]...))
	}
	return roots, nil
}

func newTiles(old, size int64) (paths []string) {
	for _, tile := range tlog.NewTiles(8, old, size) {
		paths = append(paths, withoutHeight(tile.Path()))
	}
	return paths
}

func genKey(name string, seed []byte) (skey, vkey string, err error) {
	return note.GenerateKey(bytes.NewReader(seed), name)
}

func sign(text string, skeys []string) (string, error) {
	var signers []note.Signer
	for _, skey := range skeys {
		signer, err := note.NewSigner(skey)
		if err != nil {
			return "", err
		}
		signers = append(signers, signer)
	}
	msg, err := note.Sign(&note.Note{Text: text}, signers...)
	return string(msg), err
}

func open(msg string, vkeys []string) (text string, signers []string, err error) {
	var verifiers []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return "", nil, err
		}
		verifiers = append(verifiers, verifier)
	}
	opened, err := note.Open([]byte(msg), note.VerifierList(verifiers...))
	if err != nil {
		return "", nil, err
	}
	for _, sig := range opened.Sigs {
		signers = append(signers, sig.Name)
	}
	return opened.Text, signers, nil
}

func reply(r request) (a answer, err error) {
	switch r.Do {
	case "grow":
		a.Roots, err = grow(r.Leaves)
	case "prove":
		var proof tlog.RecordProof
		proof, err = tlog.ProveRecord(r.Size, r.Index, stored)
		a.Hashes = toBytes(proof)
	case "check":
		err = tlog.CheckRecord(toHashes(r.Hashes), r.Size, toHash(r.Root), r.Index, toHash(r.Leaf))
	case "proveTree":
		var proof tlog.TreeProof
		proof, err = tlog.ProveTree(r.Size, r.Old, stored)
		a.Hashes = toBytes(proof)
	case "checkTree":
		err = tlog.CheckTree(toHashes(r.Hashes), r.Size, toHash(r.Root), r.Old, toHash(r.OldRoot))
	case "newTiles":
		a.Paths = newTiles(r.Old, r.Size)
	case "parseTile":
		var tile tlog.Tile
		if tile, err = tlog.ParseTilePath(withHeight(r.Path)); err == nil {
			a.Path = withoutHeight(tile.Path())
		}
	case "tileData":
		var tile tlog.Tile
		if tile, err = tlog.ParseTilePath(withHeight(r.Path)); err == nil {
			a.Data, err = tlog.ReadTileData(tile, stored)
		}
	case "genKey":
		a.Skey, a.Vkey, err = genKey(r.Name, r.Seed)
	case "sign":
		a.Note, err = sign(r.Text, r.Skeys)
	case "open":
		a.Text, a.Signers, err = open(r.Note, r.Vkeys)
	default:
		err = fmt.Errorf("cannot do %q", r.Do)
	}
	return a, err
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder := json.NewDecoder(input)
	encoder := json.NewEncoder(os.Stdout)
	for decoder.More() {
		var r request
		if err := decoder.Decode(&r); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		a, err := reply(r)
		if err != nil {
			a.Error = err.Error()
		}
		if err := encoder.Encode(a); err != nil {
			os.Exit(1)
		}
	}
}
