extension String {
    /// As character data or the value of an attribute; what XML cannot hold becomes a blank or U+FFFD.
    var escapedForXML: String {
        String(
            unicodeScalars.flatMap { scalar -> String in
                switch scalar {
                case "&": "&amp;"
                case "<": "&lt;"
                case ">": "&gt;"
                case "\"": "&quot;"
                case "\u{FFFE}", "\u{FFFF}": "\u{FFFD}"
                case let other where other.value < 0x20: " "
                default: String(Character(scalar))
                }
            })
    }
}
