public import EPCIS

extension DrawFile {
    /// The first number of a person in the words of a file's lines, names of firms, remarks and numbers of inspectors, with its line from 1.
    public func personalNumber(in bytes: [UInt8]) -> (line: Int, number: PersonalNumber)? {
        let place: Int
        switch self {
        case .firms, .findings: place = 3
        case .inspectors: place = 0
        // It has nothing but what stands in the lists.
        case .result: return nil
        }
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().dropFirst() {
            let words = line.split(separator: 0x20, maxSplits: 3)
            guard place < words.count, PersonalNumber.mayStand(in: words[place]) else { continue }
            if let number = PersonalNumber.first(in: String(decoding: words[place], as: UTF8.self)) {
                return (index + 1, number)
            }
        }
        return nil
    }
}
