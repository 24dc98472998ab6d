import Interchange
import Profiles
import Values

/// What a reader gives, in short.
enum SheetText {
    /// The rows' cells, and for a row that is refused its error's place and words.
    static func rows(_ bytes: [UInt8], sheet: String? = nil, limits: XLSXLimits = XLSXLimits()) throws -> [[String]] {
        let reader = try XLSXReader(bytes, sheet: sheet, limits: limits)
        var rows: [[String]] = []
        while true {
            do throws(ScanError) {
                guard let record = try reader.next() else { return rows }
                rows.append((0..<record.count).map { record[$0] })
            } catch {
                let place = CellPlace(row: error.line, column: error.column)
                rows.append(["\(place): \(error.reason): \(error.wording.en)"])
            }
        }
    }

    static func error(_ bytes: [UInt8], sheet: String? = nil, limits: XLSXLimits = XLSXLimits()) -> ScanError? {
        do throws(ScanError) {
            let reader = try XLSXReader(bytes, sheet: sheet, limits: limits)
            while try reader.next() != nil {}
            return nil
        } catch {
            return error
        }
    }
}
