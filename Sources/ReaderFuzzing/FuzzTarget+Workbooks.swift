import Interchange
import Profiles

extension FuzzTarget {
    /// The rows of a workbook are as wide as its header and within the limits, a failure of the workbook is the last word, and
    /// what a row becomes can be read.
    static func readWorkbook(_ bytes: [UInt8]) {
        let limits = XLSXLimits()
        guard let reader = try? XLSXReader(bytes, limits: limits) else { return }
        var records: [CSVRecord] = []
        while true {
            do throws(ScanError) {
                guard let record = try reader.next() else { break }
                if record.count != (records.first ?? record).count { broken("a row is as wide as its header") }
                check(record, limits)
                records.append(record)
            } catch {
                if let refused = reader.refused { check(refused, limits) }
                guard error.reason == .badWorkbook else { continue }
                do throws(ScanError) {
                    guard try reader.next() == nil else { broken("nothing comes after a failure of the workbook") }
                } catch {
                    broken("a workbook fails once")
                }
                break
            }
        }
        map(records)
    }

    private static func check(_ record: CSVRecord, _ limits: XLSXLimits) {
        let bytes = (0..<record.count).reduce(0) { $0 + record.utf8(of: $1).count }
        if bytes > limits.rowBytesMax { broken("a row is no longer than the limit") }
    }

    /// Bytes as what stands inside the sheet, its shared strings and its styles, parted by NUL.
    static func readSheet(_ bytes: [UInt8]) {
        let parts = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        func part(_ index: Int) -> ArraySlice<UInt8> { index < parts.count ? parts[index] : [] }
        let workbook = PackedWorkbook(sheet: part(0), strings: part(1), styles: part(2))
        guard let packed = workbook.packed() else { broken("a workbook can be packed") }
        readWorkbook(packed)
    }
}
