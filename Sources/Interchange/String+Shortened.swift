extension String {
    /// Text from outside as it may stand in a message: at most 60 characters.
    var shortened: String {
        count <= 60 ? self : prefix(60) + "…"
    }
}
