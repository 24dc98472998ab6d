extension String {
    /// Text from outside as it may stand in a message: at most 60 Unicode scalars and an ellipsis. Not characters: a single
    /// one may be a letter under a million accents.
    package var shortened: String {
        let limit = unicodeScalars.index(startIndex, offsetBy: 60, limitedBy: endIndex)
        guard let limit, limit < endIndex else { return self }
        return String(self[..<limit]) + "…"
    }
}
