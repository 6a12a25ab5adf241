import android.app.AppComponentFactory; public class Own extends AppComponentFactory {}
