extension Array where Element: Comparable {
    /// The elements ascending, each once.
    consuming func sortedOnce() -> [Element] {
        guard count > 1 else { return self }
        var sorted = self
        sorted.sort()
        var kept = 1
        for place in 1..<sorted.count where sorted[place] != sorted[kept - 1] {
            sorted[kept] = sorted[place]
            kept += 1
        }
        sorted.removeSubrange(kept...)
        return sorted
    }
}
