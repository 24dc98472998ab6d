import Testing

@testable import TransparencyLog

struct SignedNoteTests {
    static let note = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """
    let first = try! SignerKey(name: "example.com/log", seed: [UInt8](repeating: 1, count: 32))
    let second = try! SignerKey(name: "example.com/other", seed: [UInt8](repeating: 2, count: 32))

    @Test func `the note of the specification is read, verified and written back`() throws {
        let note = try SignedNote.parse(Self.note)
        let key = try VerifierKey.parse(KeyTests.vkey)
        #expect(note.text == "This is an example message.\n")
        #expect(try note.verify(with: [key]) == [VerifiedSignature(key: key, time: nil)])
        #expect(note.formatted == Self.note)
    }

    @Test func `a text may have blank lines, and the last one parts it from the signatures`() throws {
        for text in ["a\n\nb\n", "\n", "a\n\n", "\n\n\na\n\n", "大黄鱼\n\n— no signature\n"] {
            let note = try SignedNote.sign(text, with: first)
            let again = try SignedNote.parse(note.formatted)
            #expect(again.text == text)
            #expect(again == note)
            #expect(try again.verify(with: [first.verifierKey]).count == 1)
        }
    }

    @Test func `malformed notes are refused with their place`() throws {
        let line = first.sign("a\n").line
        let table: [(String, NoteError)] = [
            ("", .unterminated), ("a", .unterminated), ("\n", .noSignatures), ("a\n", .noSignatures),
            ("a\n" + line, .noSignatures), ("a\n\n", .noSignatures), ("a\n\n" + line.dropLast(), .unterminated),
            ("a\r\n\n" + line, .controlByte(0x0d, offset: 1)), ("a\tb\n\n" + line, .controlByte(0x09, offset: 1)),
            ("a\n\n" + line + "\u{0}\n", .controlByte(0, offset: 3 + line.utf8.count)),
            ("a\n\nb\n", .malformedSignature(line: 3)), ("a\n\n" + line + "b\n", .malformedSignature(line: 4)),
            ("一\n\n二\n\n" + line + line + "- x y\n", .malformedSignature(line: 7)),
            ("a\n\n—  x AAAAAAA=\n", .malformedSignature(line: 3)),
            ("a\n\n— x  AAAAAAA=\n", .malformedSignature(line: 3)),
            ("a\n\n— x AAAAAAA= \n", .malformedSignature(line: 3)),
            ("a\n\n— x+y AAAAAAA=\n", .malformedSignature(line: 3)),
            ("a\n\n— x\u{3000}y AAAAAAA=\n", .malformedSignature(line: 3)),
            ("a\n\n— x AAAAAA==\n", .malformedSignature(line: 3)),  // a key ID alone
            ("a\n\n— x AAAAAAB=\n", .malformedSignature(line: 3)),  // bits that are not zero
            ("a\n\n— x\n", .malformedSignature(line: 3)), ("a\n\n— \n", .malformedSignature(line: 3)),
        ]
        for (note, error) in table {
            #expect(throws: error, "\(note)") { try SignedNote.parse(note) }
        }
        #expect(try SignedNote.parse("a\n\n— x AAAAAAA=\n").signatures.count == 1)
    }

    @Test(
        arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe4, 0xb8]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        let note = Array("a".utf8) + bytes + Array(("\n\n" + first.sign("a\n").line).utf8)
        #expect(throws: NoteError.notUTF8) { try SignedNote.parse(note) }
    }

    @Test func `size and number of signatures are bounded, sixteen and more are read`() throws {
        let signatures = Array(repeating: first.sign("a\n"), count: 100)
        let note = try SignedNote(text: "a\n", signatures: signatures)
        #expect(try SignedNote.parse(note.formatted).signatures.count == 100)
        #expect(throws: NoteError.tooManySignatures(max: 100)) { try note.adding([signatures[0]]) }
        #expect(throws: NoteError.tooManySignatures(max: 100)) {
            try SignedNote.parse(note.formatted + signatures[0].line)
        }
        let long = [UInt8](repeating: 0x61, count: SignedNote.byteCountMax + 1)
        #expect(throws: NoteError.tooLarge(byteCount: long.count, byteCountMax: SignedNote.byteCountMax)) {
            try SignedNote.parse(long)
        }
        #expect(throws: NoteError.unterminated) { try SignedNote.sign("a", with: first) }
        #expect(throws: NoteError.noSignatures) { try SignedNote.sign("a\n") }
        #expect(throws: NoteError.controlByte(0x0d, offset: 1)) { try SignedNote.sign("a\r\n", with: first) }
    }

    @Test func `unknown keys are ignored, even with the name or the ID of a known one`() throws {
        let text = "a\n"
        let own = first.sign(text)
        let sameName = NoteSignature(name: own.name, keyID: own.keyID ^ 1, signature: [1, 2, 3])
        let sameID = NoteSignature(name: "example.com/elsewhere", keyID: own.keyID, signature: [1])
        let note = try SignedNote(text: text, signatures: [sameName, second.sign(text), sameID, own])
        #expect(try note.verify(with: [first.verifierKey]).map(\.key) == [first.verifierKey])
        #expect(throws: NoteError.noKnownSignature) { try note.verify(with: []) }
        #expect(throws: NoteError.noKnownSignature) {
            try SignedNote(text: text, signatures: [sameName, sameID]).verify(with: [first.verifierKey])
        }
    }

    @Test func `one false signature of a known key refuses the note`() throws {
        let text = "a\n"
        let falseOne = first.sign("b\n")
        let error = NoteError.badSignature(name: first.name, keyID: first.verifierKey.id)
        let keys = [first.verifierKey, second.verifierKey]
        let longer = NoteSignature(
            name: falseOne.name, keyID: falseOne.keyID, signature: first.sign(text).signature + [0])
        for signatures in [
            [longer], [falseOne], [falseOne, first.sign(text)], [first.sign(text), falseOne],
            [second.sign(text), falseOne],
            [
                NoteSignature(
                    name: falseOne.name, keyID: falseOne.keyID, signature: Array(first.sign(text).signature.dropLast()))
            ],
        ] {
            #expect(throws: error) { try SignedNote(text: text, signatures: signatures).verify(with: keys) }
        }
    }

    /// Found by search: these public keys, named "x", have the same key ID.
    @Test func `two known keys that share name and ID are refused, for which is meant is unknown`() throws {
        let keys = try [
            "bcd842a0940663e4fed88de4dd607f9f643253fafa52b2f6ae1eb5d60b127bcb",
            "d4684fb09a8a00085602ab5118fce8ab7b7d439195d830875111a31346c75327",
        ].map { text in
            try VerifierKey(name: "x", type: .ed25519, publicKey: hexBytes(text))
        }
        #expect(keys[0].id == keys[1].id)
        #expect(keys[0] != keys[1])
        let note = try SignedNote(
            text: "a\n", signatures: [NoteSignature(name: "x", keyID: keys[0].id, signature: [1])])
        #expect(throws: NoteError.ambiguousKey(name: "x", keyID: keys[0].id)) { try note.verify(with: keys) }
    }

    @Test func `a repeated signature counts once`() throws {
        let note = try SignedNote(text: "a\n", signatures: [first.sign("a\n"), second.sign("a\n"), first.sign("a\n")])
        let keys = try note.verify(with: [second.verifierKey, first.verifierKey, first.verifierKey]).map(\.key)
        #expect(keys == [first.verifierKey, second.verifierKey])
    }

    @Test func `a name spelt with other code points is another name`() throws {
        let composed = try SignerKey(name: "caf\u{e9}", seed: [UInt8](repeating: 1, count: 32))
        let decomposed = try SignerKey(name: "cafe\u{301}", seed: [UInt8](repeating: 1, count: 32))
        #expect(composed.name == decomposed.name)  // for Swift's strings they are equal
        let signature = composed.sign("a\n")
        let renamed = NoteSignature(
            name: decomposed.name, keyID: signature.keyID, signature: signature.signature)
        #expect(throws: NoteError.noKnownSignature) {
            try SignedNote(text: "a\n", signatures: [renamed]).verify(with: [composed.verifierKey])
        }
    }

    /// libsodium refuses what plain RFC 8032 checks accept: a small-order key signs every text with one signature.
    @Test func `a small-order public key verifies nothing`() throws {
        let identity = [1] + [UInt8](repeating: 0, count: 31)
        let key = try VerifierKey(name: "x", type: .ed25519, publicKey: identity)
        let forged = NoteSignature(name: "x", keyID: key.id, signature: identity + [UInt8](repeating: 0, count: 32))
        #expect(throws: NoteError.badSignature(name: "x", keyID: key.id)) {
            try SignedNote(text: "a\n", signatures: [forged]).verify(with: [key])
        }
    }
}
