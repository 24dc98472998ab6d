import Interchange
import Profiles

extension FuzzTarget {
    /// However a file is cut into chunks, the same records and the same faults come out of it, and what a row becomes can be
    /// read.
    static func readCSV(_ bytes: [UInt8]) {
        let whole = outcome(of: bytes, chunk: bytes.count)
        // The first byte decides where the cuts are, so that the fuzzer can move them.
        let cut = outcome(of: bytes, chunk: Int(bytes.first ?? 0) % 7 + 1)
        if whole != cut { broken("chunks do not matter to the CSV reader") }
        map(
            whole.compactMap { item in
                if case .record(let record) = item { record } else { nil }
            })
        var decoder = TextDecoder(.gb18030)
        guard let text = try? decoder.decode(bytes) else { return }
        if String(validating: text, as: UTF8.self) == nil { broken("what is decoded from GB18030 is UTF-8") }
    }

    private enum Item: Equatable {
        case record(CSVRecord)
        case fault(ScanError)
    }

    private static func outcome(of bytes: [UInt8], chunk: Int) -> [Item] {
        var reader = CSVReader()
        var items: [Item] = []
        func drain(_ reader: inout CSVReader) {
            while true {
                do throws(ScanError) {
                    guard let record = try reader.next() else { return }
                    items.append(.record(record))
                } catch {
                    items.append(.fault(error))
                }
            }
        }
        for start in stride(from: 0, to: bytes.count, by: max(1, chunk)) {
            reader.feed(bytes[start..<min(start + max(1, chunk), bytes.count)])
            drain(&reader)
        }
        reader.finish()
        drain(&reader)
        return items
    }
}
