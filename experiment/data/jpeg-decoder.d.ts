/** A file of jpeg-js without types of its own. */
declare module "jpeg-js/lib/decoder.js" {
  import { decode } from "jpeg-js";
  export default decode;
}
