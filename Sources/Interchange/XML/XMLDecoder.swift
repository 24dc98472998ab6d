import Profiles
import Values

/// Bytes that are no character of the file's encoding, in this place.
struct BadCharacter: Error {
    let place: XMLPlace
}

/// Turns a file's bytes, chunk by chunk, into what expat is given: UTF-8 where the file is in UTF-16 or GB 18030, and else the
/// bytes themselves, of which expat reads the declaration.
///
/// The text before a fault is given first, and the fault with the next call or `finish()`.
struct XMLDecoder: ~Copyable {
    private var wide: UTF16Decoder?
    private var chinese: TextDecoder?

    /// - Parameter start: so much of the file as `DeclaredEncoding.isComplete` asks for.
    init(start: [UInt8]) {
        if DeclaredEncoding.isGB18030(start) {
            chinese = TextDecoder(.gb18030)
        } else {
            wide = UTF16Decoder(start: start)
        }
    }

    /// Whether what comes out is UTF-8 whatever the file's declaration says.
    var outweighsDeclaration: Bool { wide != nil || chinese != nil }

    mutating func decode(_ chunk: [UInt8]) throws(BadCharacter) -> [UInt8] {
        if let text = try wide?.decode(chunk) { return text }
        do {
            return try chinese?.decode(chunk) ?? chunk
        } catch {
            throw BadCharacter(place: XMLPlace(line: error.line, column: error.column))
        }
    }

    /// Checks that the file does not end inside a character.
    mutating func finish() throws(BadCharacter) {
        try wide?.finish()
        do {
            try chinese?.finish()
        } catch {
            throw BadCharacter(place: XMLPlace(line: error.line, column: error.column))
        }
    }
}
