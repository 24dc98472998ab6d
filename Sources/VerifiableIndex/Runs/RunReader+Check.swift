extension RunReader {
    /// Reads the whole run and holds every byte against what a writer of the same lists writes. Throws where the first of them
    /// is another.
    ///
    /// That the lists are those of the entries this cannot say: recompute the run from them (`RunBuilder`) and compare roots.
    public func check() throws(RunError) {
        var merger = RunMerger([self])
        var place = 0
        while let chunk = try merger.next() {
            let end = place + chunk.count
            let held = try bytes.read(place..<min(end, bytes.count))
            if let difference = zip(chunk, held).enumerated().first(where: { $0.element.0 != $0.element.1 }) {
                throw .malformed(MalformedBytes(offset: place + difference.offset, .notCanonical))
            }
            guard end <= bytes.count else { throw .malformed(MalformedBytes(offset: bytes.count, .truncated)) }
            place = end
        }
        guard place == bytes.count else { throw .malformed(MalformedBytes(offset: place, .trailing)) }
    }

    /// The first key whose lists are not the same in two runs; nil where they are.
    public static func firstDifference(_ left: RunReader, _ right: RunReader) throws(RunError) -> IndexKey? {
        var (left, right) = (RunCursor(left), RunCursor(right))
        while true {
            let (hasLeft, hasRight) = (try left.advance(), try right.advance())
            switch (hasLeft, hasRight) {
            case (false, false): return nil
            case (true, false): return left.list.key
            case (false, true): return right.list.key
            case (true, true):
                guard left.list == right.list else { return min(left.list.key, right.list.key) }
            }
        }
    }
}
